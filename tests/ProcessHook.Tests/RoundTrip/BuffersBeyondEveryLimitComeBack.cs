namespace Entracte.ProcessHook.Tests.RoundTrip;

/// <summary>Buffers of sockets that only root may make so large (SO_SNDBUFFORCE, SO_RCVBUFFORCE), full of bytes that nobody has read.</summary>
[Trait("Category", "Root")]
public sealed class BuffersBeyondEveryLimitComeBack
{
    [Theory]
    [InlineData("stream")]
    [InlineData("sequence-path")]
    [InlineData("tcp4")]
    [InlineData("udp6")]
    public void With_every_byte_in_its_place(string kind)
    {
        using var machinery = new Machinery();
        using var victim = new RunningVictim("connections", ["fork", $"{kind}/huge/open", $"{kind}/narrowed/open"]);
        var image = machinery.Checkpoint(victim.Pid, kill: true);
        victim.AwaitDeath();
        machinery.Restart(image);
        Assert.Equal("pass", victim.Ask());
    }

    [Theory]
    [InlineData("stream")]
    [InlineData("sequence-path")]
    [InlineData("tcp4")]
    [InlineData("udp6")]
    public void Also_for_those_that_live_on(string kind)
    {
        using var machinery = new Machinery();
        using var victim = new RunningVictim("connections", ["fork", $"{kind}/huge/open", $"{kind}/narrowed/open"]);
        machinery.Checkpoint(victim.Pid, kill: false);
        Assert.Equal("pass", victim.Ask());
    }
}
