using System.Net;
using Entracte.ProcessHook.Connections;

namespace Entracte.ProcessHook.Tests.Connections;

/// <summary>What nodes tell of their ends of TCP connections, and what is found at the other ends.</summary>
public sealed class EndsOfSeveralNodesArePaired
{
    [Fact]
    public void By_mirrored_addresses_and_who_listens_waits_at_a_restart()
    {
        var mates = Pair(
            ("a", [Address("10.0.0.1"), Listener("0.0.0.0:80"), End(1, "10.0.0.1:80", "10.0.0.2:5000", unsentBytes: 7)]),
            ("b", [Address("10.0.0.2"), End(1, "10.0.0.2:5000", "10.0.0.1:80", unsentBytes: 9)]));
        Assert.Equal(new RemoteMate { OpenFileId = 1, Kind = RemoteMateKind.Member, Node = "b", PeerOpenFileId = 1, UnsentBytes = 9 }, Assert.Single(mates["a"]));
        Assert.Equal(new RemoteMate { OpenFileId = 1, Kind = RemoteMateKind.Member, Node = "a", PeerOpenFileId = 1, UnsentBytes = 7, Connects = true }, Assert.Single(mates["b"]));
    }

    [Theory]
    [InlineData("0.0.0.0:80", "", true, false)]
    [InlineData("", "0.0.0.0:5000", false, true)]
    [InlineData("", "", true, false)]
    [InlineData("10.0.0.1:80", "[::]:5000", true, false)]
    [InlineData("10.0.0.9:80", "10.0.0.2:5000", false, true)]
    public void One_of_two_waits_and_the_other_connects(string listenerOfA, string listenerOfB, bool aWaits, bool bWaits)
    {
        var mates = Pair(
            ("a", [.. Listeners(listenerOfA), End(1, "10.0.0.1:80", "10.0.0.2:5000")]),
            ("b", [.. Listeners(listenerOfB), End(2, "10.0.0.2:5000", "10.0.0.1:80")]));
        Assert.Equal((aWaits, bWaits), (!mates["a"][0].Connects, !mates["b"][0].Connects));
    }

    [Fact]
    public void An_address_of_IPv4_written_as_one_of_IPv6_is_the_same()
    {
        var mates = Pair(("a", [End(1, "[::ffff:10.0.0.1]:80", "[::ffff:10.0.0.2]:5000")]), ("b", [End(2, "10.0.0.2:5000", "10.0.0.1:80")]));
        Assert.Equal(2UL, Assert.Single(mates["a"]).PeerOpenFileId);
        Assert.Equal(1UL, Assert.Single(mates["b"]).PeerOpenFileId);
    }

    [Fact]
    public void What_has_been_closed_over_there_and_still_sends_is_told()
    {
        var mates = Pair(("a", [End(1, "10.0.0.1:5000", "10.0.0.2:80")]), ("b", [Orphan("10.0.0.2:80", "10.0.0.1:5000"), Address("10.0.0.2"), Listener("0.0.0.0:80")]));
        Assert.Equal((RemoteMateKind.Orphan, "b"), (Assert.Single(mates["a"]).Kind, mates["a"][0].Node));
        Assert.Empty(mates["b"]);
    }

    [Fact]
    public void What_nobody_has_accepted_yet_is_told_by_who_listens_at_an_address_of_that_host()
    {
        var mates = Pair(
            ("a", [End(1, "10.0.0.1:5000", "10.0.0.2:80"), End(2, "10.0.0.1:5001", "10.0.0.2:81"), End(3, "10.0.0.1:5002", "10.0.0.3:80")]),
            ("b", [Address("10.0.0.2"), Listener("0.0.0.0:80")]));
        Assert.Equal(new RemoteMate { OpenFileId = 1, Kind = RemoteMateKind.Unaccepted, Node = "b" }, Assert.Single(mates["a"]));
    }

    [Fact]
    public void Ends_of_one_node_are_not_its_own_mates_and_nodes_without_ends_are_told_nothing()
    {
        var mates = Pair(("a", [End(1, "10.0.0.1:1", "10.0.0.1:2"), End(2, "10.0.0.1:2", "10.0.0.1:1"), Address("10.0.0.1"), Listener("0.0.0.0:2")]), ("b", []));
        Assert.Empty(mates["a"]);
        Assert.Empty(mates["b"]);
    }

    private static IReadOnlyDictionary<string, RemoteMate[]> Pair(params (string Node, RemoteEnd[] Told)[] nodes)
        => ConnectionPairing.Pair(nodes.ToDictionary(node => node.Node, node => node.Told));

    private static RemoteEnd End(ulong id, string local, string peer, int unsentBytes = 0)
        => RemoteEnd.Of(RemoteEndKind.End, IPEndPoint.Parse(local), IPEndPoint.Parse(peer), id, unsentBytes);

    private static RemoteEnd Orphan(string local, string peer) => RemoteEnd.Of(RemoteEndKind.Orphan, IPEndPoint.Parse(local), IPEndPoint.Parse(peer));

    private static RemoteEnd Listener(string local) => RemoteEnd.Of(RemoteEndKind.Listener, IPEndPoint.Parse(local));

    private static RemoteEnd Address(string address) => RemoteEnd.Of(RemoteEndKind.Address, new IPEndPoint(IPAddress.Parse(address), 0));

    private static RemoteEnd[] Listeners(string local) => local.Length > 0 ? [Listener(local)] : [];
}
