using Entracte.ProcessHook.Tracing;

namespace Entracte.ProcessHook.Tests.Injection;

public sealed class SuspensionHasItsTime
{
    [Fact]
    public void A_tree_that_does_not_stand_still_in_time_is_refused_and_runs_on()
    {
        using var victim = new RunningVictim("brood");
        using var tracers = new TracerThreads();

        // Every pass that finds somebody asks for another one, for which there is no time.
        var refused = Assert.Throws<ObstaclesException>(() => new Suspender(tracers).Freeze([victim.Pid], null, TimeSpan.Zero));

        Assert.Contains("New processes and threads appear faster than they can be stopped. Try again", refused.Message, StringComparison.Ordinal);
        Assert.Contains("TracerPid:\t0\n", File.ReadAllText($"/proc/{victim.Pid}/status"), StringComparison.Ordinal);
        Assert.Equal("pass", victim.Ask());
    }
}
