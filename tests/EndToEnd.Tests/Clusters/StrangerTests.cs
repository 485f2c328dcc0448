using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Clusters;

/// <summary>Who knows an address knows nothing yet.</summary>
public sealed class StrangerTests : IDisposable
{
    private readonly AgentCluster cluster = new();

    [Fact]
    public void A_node_without_keys_does_not_even_start()
    {
        using var session = new UserSession();
        var refused = session.Refuse("node", "--listen", "127.0.0.1:0");
        Assert.Contains("entracte keys", refused.Errors);
    }

    [Fact]
    public void A_node_with_other_keys_cannot_join()
    {
        var first = cluster.Add("first");
        using var other = new AgentCluster();
        using var stranger = AgentCluster.Start("stranger", "--keys", other.Keys, "--join", first.Address);
        Waiting.Until("the refusal in the log", () => first.Agent.Output.Contains("Refused a connection", StringComparison.Ordinal), stranger.Agent.Explain);
        Assert.Equal(["first"], AgentCluster.Nodes(first).Keys);
        Assert.Contains("no coordinator", stranger.Session.Refuse("status").Errors);
    }

    [Fact]
    public async Task A_client_without_a_certificate_hears_nothing()
    {
        var first = cluster.Add("first");
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPEndPoint.Parse(first.Address));
        using var secured = new SslStream(socket.GetStream(), false, (_, _, _, _) => true);
        try
        {
            await secured.AuthenticateAsClientAsync("entracte");
            await secured.WriteAsync("\u0001\0\0\0\u0008"u8.ToArray());
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            Assert.Equal(0, await secured.ReadAsync(new byte[1], patience.Token));
        }
        catch (Exception refused) when (refused is AuthenticationException or IOException)
        {
            // With TLS 1.3 the refusal may come only with the first read, and as an alert.
        }

        Assert.Equal(["first"], AgentCluster.Nodes(first).Keys);
    }

    [Fact]
    public void Keys_are_readable_by_their_owner_only_and_never_replaced()
    {
        foreach (var file in Directory.EnumerateFiles(cluster.Keys, "*", SearchOption.AllDirectories))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        using var session = new UserSession();
        Assert.Contains("already", session.Refuse("keys", cluster.Keys).Errors);
        File.SetUnixFileMode(Path.Combine(cluster.Keys, "node.pfx"), UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.Contains("chmod 600", session.Refuse("node", "--listen", "127.0.0.1:0", "--keys", cluster.Keys).Errors);
    }

    public void Dispose() => cluster.Dispose();
}
