using System.Globalization;
using Entracte.ProcessHook.Proc;

namespace Entracte.ProcessHook.Tests.RoundTrip;

/// <summary>A process whose main thread has ended, pthread_exit(3), while others go on.</summary>
public sealed class AMainThreadEndsFirst
{
    private const string Victim = "main_thread_ended";

    [Fact]
    public void And_the_others_come_back_ten_times_in_a_row_beside_a_zombie_of_its_name_and_status()
    {
        using var machinery = new Machinery();
        using var victim = new RunningVictim(Victim, "3", "7");
        var hostPid = victim.Pid;
        var before = Describe(hostPid);
        for (var generation = 1; generation <= 10; generation++)
        {
            var image = machinery.Checkpoint(hostPid, kill: true, mark: victim.Mark);
            victim.AwaitDeath();
            var restored = machinery.Restart(image);
            Assert.Equal(victim.Pid, restored[0].Pid);
            hostPid = restored[0].HostPid;
            Assert.Equal(before, Describe(hostPid));
        }
        Assert.Equal("pass", victim.Ask());
        Assert.Equal(7, machinery.AwaitEnd());
    }

    [Fact]
    public void And_the_others_run_on_after_checkpoints_that_let_them_live()
    {
        using var machinery = new Machinery();
        using var victim = new RunningVictim(Victim);
        for (var generation = 1; generation <= 3; generation++)
            machinery.Checkpoint(victim.Pid, kill: false, compress: generation == 2, mark: victim.Mark);
        Assert.Equal("pass", victim.Ask());
    }

    /// <summary>What /proc shows of the main thread, and the ids of all as they see them.</summary>
    private static string Describe(int hostPid)
    {
        var main = ProcessStat.OfThread(hostPid, hostPid);
        var tids = Directory.GetDirectories($"/proc/{hostPid}/task").Select(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture));
        return $"{main.Name} {main.State} {main.ExitStatus >> 8} {main.ExitSignal} {string.Join(' ', PidTranslation.OwnTidsOf(hostPid, tids).Values.Order())}";
    }
}
