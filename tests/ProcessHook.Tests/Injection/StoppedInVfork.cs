using Entracte.ProcessHook.Tracing;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Tests.Injection;

/// <summary>A shell starts each of its commands with vfork(2); a signal that stops everybody may come in the midst of that.</summary>
public sealed class StoppedInVfork : IDisposable
{
    private readonly RunningVictim victim = new("vfork_waits");
    private readonly int child;

    public StoppedInVfork()
    {
        victim.WaitForState('D');
        child = Assert.Single(victim.Children);
    }

    [Fact]
    public void A_child_is_led_to_its_execve_so_that_both_can_be_suspended_and_stays_stopped_afterwards()
    {
        MemberSignals.Send([victim.Pid], null, Signum.SIGSTOP);
        AssertStops(child);
        Assert.Equal('D', victim.State);
        victim.MakeBeside("go");

        using (var tracers = new TracerThreads())
        {
            var frozen = new Suspender(tracers).Freeze([victim.Pid], null, TimeSpan.FromSeconds(60));
            Assert.Equal([victim.Pid, child], frozen.Select(process => process.HostPid).Order());
            tracers.ForEach(frozen, process => process.HostPid, process => process.Release());
        }

        AssertStops(victim.Pid);
        AssertStops(child);
        MemberSignals.Send([victim.Pid], null, Signum.SIGCONT);
        Assert.Equal("executed\npass", victim.Ask());
    }

    [Fact]
    public void A_child_that_goes_nowhere_has_the_suspension_refused_and_stays_stopped()
    {
        MemberSignals.Send([victim.Pid], null, Signum.SIGSTOP);

        using (var tracers = new TracerThreads())
            Assert.Contains("vfork(2)", Assert.Throws<ObstaclesException>(() => new Suspender(tracers).Freeze([victim.Pid], null, TimeSpan.Zero)).Message, StringComparison.Ordinal);

        AssertStops(child);
        victim.MakeBeside("go");
        MemberSignals.Send([victim.Pid], null, Signum.SIGCONT);
        Assert.Equal("executed\npass", victim.Ask());
    }

    [Fact]
    public async Task A_child_that_executes_a_program_soon_is_stopped_after_that_and_its_parent_with_it()
    {
        var stopped = Task.Run(() => MemberSignals.Send([victim.Pid], null, Signum.SIGSTOP, TimeSpan.FromHours(1)));
        victim.MakeBeside("go");

        Assert.Equal(2, await stopped);

        AssertStops(victim.Pid);
        AssertStops(child);
        MemberSignals.Send([victim.Pid], null, Signum.SIGCONT);
        Assert.Equal("executed\npass", victim.Ask());
    }

    public void Dispose() => victim.Dispose();

    private static void AssertStops(int pid) => Assert.True(SpinWait.SpinUntil(() => RunningVictim.StateOf(pid) == 'T', TimeSpan.FromSeconds(60)), $"{pid} runs");
}
