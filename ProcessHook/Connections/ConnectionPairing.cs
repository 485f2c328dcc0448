using System.Net;
using Entracte.ProcessHook.Capture.Descriptors.Sockets;

namespace Entracte.ProcessHook.Connections;

/// <summary>
/// Finds, for ends of TCP connections whose other end is on none of their own hosts' sockets, what is at the other end. Pure.
/// <code>
/// on another node there is                                   | then that is
/// an end with the two addresses mirrored                     | the mate
/// else a closed end, still sending, with them mirrored       | an orphan: its bytes come, and then the end
/// else a listening member at an address of that host         | not accepted yet
/// none of them                                               | nobody of the computation
/// </code>
/// Of two mates the one whose own node still listens where it was connected to waits at a restart; where neither or both do, the one on the node whose name comes first.
/// </summary>
public static class ConnectionPairing
{
    /// <param name="byNode">What each node has told.</param>
    /// <returns>By node, what its ends are connected to; an end that is missing is connected to somebody outside.</returns>
    public static IReadOnlyDictionary<string, RemoteMate[]> Pair(IReadOnlyDictionary<string, RemoteEnd[]> byNode)
    {
        var ends = ByAddresses(byNode, RemoteEndKind.End);
        var orphans = ByAddresses(byNode, RemoteEndKind.Orphan);
        return byNode.ToDictionary(
            node => node.Key,
            node => node.Value.Where(end => end.Kind == RemoteEndKind.End).Select(end => MateOf(node.Key, end, byNode, ends, orphans)).OfType<RemoteMate>().ToArray());
    }

    private static RemoteMate? MateOf(
        string node,
        RemoteEnd end,
        IReadOnlyDictionary<string, RemoteEnd[]> byNode,
        Dictionary<(IPEndPoint, IPEndPoint), (string Node, RemoteEnd End)> ends,
        Dictionary<(IPEndPoint, IPEndPoint), (string Node, RemoteEnd End)> orphans)
    {
        var mirrored = (Parse(end.Peer), Parse(end.Local));
        if (ends.TryGetValue(mirrored, out var mate) && mate.Node != node)
        {
            return new RemoteMate
            {
                OpenFileId = end.OpenFileId,
                Kind = RemoteMateKind.Member,
                Node = mate.Node,
                PeerOpenFileId = mate.End.OpenFileId,
                UnsentBytes = mate.End.UnsentBytes,
                Connects = Connects(node, ListensAt(byNode[node], end), mate.Node, ListensAt(byNode[mate.Node], mate.End)),
            };
        }

        if (orphans.TryGetValue(mirrored, out var orphan) && orphan.Node != node)
            return new RemoteMate { OpenFileId = end.OpenFileId, Kind = RemoteMateKind.Orphan, Node = orphan.Node };
        var target = Parse(end.Peer);
        return byNode.Where(other => other.Key != node && Owns(other.Value, target.Address) && Listens(other.Value, target)).Select(other => other.Key).FirstOrDefault() is { } listening
            ? new RemoteMate { OpenFileId = end.OpenFileId, Kind = RemoteMateKind.Unaccepted, Node = listening }
            : null;
    }

    private static bool Connects(string node, bool listens, string other, bool otherListens)
        => listens == otherListens ? string.CompareOrdinal(node, other) > 0 : otherListens;

    private static bool ListensAt(RemoteEnd[] told, RemoteEnd end) => Listens(told, Parse(end.Local));

    private static bool Listens(RemoteEnd[] told, IPEndPoint target)
        => told.Any(other => other.Kind == RemoteEndKind.Listener && TcpPairing.Reaches(target, Parse(other.Local)));

    private static bool Owns(RemoteEnd[] told, IPAddress address)
        => told.Any(other => other.Kind == RemoteEndKind.Address && Parse(other.Local).Address.Equals(address));

    private static Dictionary<(IPEndPoint, IPEndPoint), (string Node, RemoteEnd End)> ByAddresses(IReadOnlyDictionary<string, RemoteEnd[]> byNode, RemoteEndKind kind)
    {
        var found = new Dictionary<(IPEndPoint, IPEndPoint), (string, RemoteEnd)>();
        foreach (var (node, told) in byNode)
        {
            foreach (var end in told.Where(end => end.Kind == kind))
                found.TryAdd((Parse(end.Local), Parse(end.Peer)), (node, end));
        }

        return found;
    }

    /// <summary>An address of IPv4 written as one of IPv6 is the same address.</summary>
    private static IPEndPoint Parse(string address) => TcpPairing.Plain(IPEndPoint.Parse(address));
}
