using Entracte.ProcessHook.Capture;
using Entracte.ProcessHook.Capture.Descriptors;

namespace Entracte.ProcessHook.Tests.Descriptors;

/// <summary>Every kind of connection, with every filling, in every state, within one process and between two.</summary>
public class ConnectionsComeBack
{
    public static TheoryData<string, bool> All { get; } = Combine();

    [Theory]
    [MemberData(nameof(All))]
    public void A_connection_comes_back_as_it_was(string connection, bool between)
    {
        var (before, after) = RoundTrip.MakeWithFreePorts(() => new StoppedVictim("connections", between ? ["fork", connection] : [connection]));
        Assert.Equal(before, after);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Whoever_is_captured_does_not_notice(string connection, bool between)
    {
        using var victim = new StoppedVictim("connections", between ? ["fork", connection] : [connection]);
        using (var inventory = DescriptorCapture.Take([.. victim.Pids.Select(pid => new DescriptorSource(pid, pid))], new ImageIds(), new DescriptorPolicy()))
        {
            Assert.Empty(inventory.Obstacles);
            inventory.Drain();
        }
        Assert.Equal("pass", victim.Finish());
    }

    private static TheoryData<string, bool> Combine()
    {
        var data = new TheoryData<string, bool>();
        foreach (var connection in ConnectionMatrix.Kinds.SelectMany(ConnectionMatrix.Of))
        {
            data.Add(connection, false);
            data.Add(connection, true);
        }
        return data;
    }
}
