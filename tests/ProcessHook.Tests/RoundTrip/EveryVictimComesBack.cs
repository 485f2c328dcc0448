using Entracte.Victims;

namespace Entracte.ProcessHook.Tests.RoundTrip;

public sealed class EveryVictimComesBack
{
    /// <summary>These do nothing by themselves, or nothing that could be asked afterwards, may be refused, or need a machine that root has prepared.</summary>
    private static readonly string[] Others =
        ["ticker", "runaway", "vfork_waits", "uncapturable", "code_32bit", "queue_forbidden", "limits_reached", "unwritable_code", "memory_reserved", "memory_reserved_files", "privileged"];

    public static TheoryData<string> Names => [.. VictimPrograms.Names.Except(Others)];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_as_before_after_two_deaths(string name)
    {
        using var machinery = new Machinery();
        using var victim = new RunningVictim(name);
        var hostPid = victim.Pid;
        for (var generation = 1; generation <= 2; generation++)
        {
            var image = machinery.Checkpoint(hostPid, kill: true, mark: victim.Mark);
            victim.AwaitDeath();
            var restored = machinery.Restart(image);
            Assert.Equal(victim.Pid, restored[0].Pid);
            hostPid = restored[0].HostPid;
        }
        Assert.Equal("pass", victim.Ask());
    }
}
