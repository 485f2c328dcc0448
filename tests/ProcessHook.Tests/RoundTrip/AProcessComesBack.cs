namespace Entracte.ProcessHook.Tests.RoundTrip;

public sealed class AProcessComesBack
{
    [Fact]
    public void And_runs_on_after_a_checkpoint_that_let_it_live()
    {
        using var machinery = new Machinery();
        using var victim = new RunningVictim("threads");
        machinery.Checkpoint(victim.Pid, kill: false);
        Assert.Equal("pass", victim.Ask());
    }

    [Fact]
    public void With_all_its_threads_after_it_was_killed()
    {
        using var machinery = new Machinery();
        using var victim = new RunningVictim("threads");
        var image = machinery.Checkpoint(victim.Pid, kill: true);
        victim.AwaitDeath();
        var restored = machinery.Restart(image);
        Assert.Equal(victim.Pid, restored[0].Pid);
        Assert.Equal("pass", victim.Ask());
        Assert.Equal(0, machinery.AwaitEnd());
    }

    [Fact]
    public void Ten_times_in_a_row()
    {
        using var machinery = new Machinery();
        using var victim = new RunningVictim("threads");
        var hostPid = victim.Pid;
        for (var generation = 1; generation <= 10; generation++)
        {
            var image = machinery.Checkpoint(hostPid, kill: true);
            victim.AwaitDeath();
            hostPid = machinery.Restart(image)[0].HostPid;
        }
        Assert.Equal("pass", victim.Ask());
    }

    [Fact]
    public void From_a_packed_image()
    {
        using var machinery = new Machinery();
        using var victim = new RunningVictim("memory_anonymous");
        var image = machinery.Checkpoint(victim.Pid, kill: true, compress: true);
        victim.AwaitDeath();
        machinery.Restart(image);
        Assert.Equal("pass", victim.Ask());
    }
}
