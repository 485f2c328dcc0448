using Entracte.ProcessHook.Tests.Descriptors;

namespace Entracte.ProcessHook.Tests.RoundTrip;

/// <summary>Programs that hold connections of one kind in all combinations of filling and state die, come back, and read what was in flight, byte by byte.</summary>
public sealed class EveryConnectionComesBack
{
    public static TheoryData<string, bool> All { get; } = Combine();

    [Theory]
    [MemberData(nameof(All))]
    public void With_every_byte_in_its_place(string kind, bool between)
    {
        using var machinery = new Machinery();
        using var victim = new RunningVictim("connections", [.. between ? ["fork"] : Array.Empty<string>(), .. ConnectionMatrix.Of(kind)]);
        var hostPid = victim.Pid;
        for (var generation = 1; generation <= 2; generation++)
        {
            var image = machinery.Checkpoint(hostPid, kill: true);
            victim.AwaitDeath();
            hostPid = machinery.Restart(image)[0].HostPid;
        }
        Assert.Equal("pass", victim.Ask());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Also_for_those_that_live_on(string kind, bool between)
    {
        using var machinery = new Machinery();
        using var victim = new RunningVictim("connections", [.. between ? ["fork"] : Array.Empty<string>(), .. ConnectionMatrix.Of(kind)]);
        machinery.Checkpoint(victim.Pid, kill: false);
        Assert.Equal("pass", victim.Ask());
    }

    [Theory]
    [InlineData("tcp4")]
    [InlineData("tcp6")]
    public void Also_one_that_was_reset(string kind)
    {
        using var machinery = new Machinery();
        using var victim = new RunningVictim("connections", [$"{kind}/both/closed"]);
        machinery.Checkpoint(victim.Pid, kill: false);
        var image = machinery.Checkpoint(victim.Pid, kill: true);
        victim.AwaitDeath();
        machinery.Restart(image);
        Assert.Equal("pass", victim.Ask());
    }

    private static TheoryData<string, bool> Combine()
    {
        var data = new TheoryData<string, bool>();
        foreach (var kind in ConnectionMatrix.Kinds)
        {
            data.Add(kind, false);
            data.Add(kind, true);
        }
        return data;
    }
}
