using System.Net;
using System.Net.Sockets;
using Entracte.ProcessHook.Proc;

namespace Entracte.ProcessHook.Tests.Descriptors;

/// <summary>A port that only a connection of the past blocks is told from one that somebody has.</summary>
public sealed class EndedConnectionsAreTold
{
    [Fact]
    public void Only_a_port_with_nothing_but_ended_connections_is_told_to_become_free_by_itself()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Assert.False(ConnectionListing.IsOnlyWaiting(port));

        var client = new TcpClient();
        client.Connect(IPAddress.Loopback, port);
        var server = listener.AcceptTcpClient();
        Assert.False(ConnectionListing.IsOnlyWaiting(port));

        // Who closes first waits: the server's end, whose local port this is.
        server.Close();
        Assert.Equal(-1, client.GetStream().ReadByte());
        client.Close();
        Assert.False(ConnectionListing.IsOnlyWaiting(port));
        listener.Stop();
        Assert.True(SpinWait.SpinUntil(() => ConnectionListing.IsOnlyWaiting(port), TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void A_port_that_nobody_has_is_not_waiting() => Assert.False(ConnectionListing.IsOnlyWaiting(1));
}
