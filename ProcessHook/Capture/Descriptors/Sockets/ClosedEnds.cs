using System.Net;
using Entracte.ProcessHook.Proc;

namespace Entracte.ProcessHook.Capture.Descriptors.Sockets;

/// <summary>
/// Ends of TCP connections that were closed and that nobody holds any more. Whoever closed one has gone on; the kernel still sends what it had been given, and then the end, and waits for the other's.
/// </summary>
/// <param name="sockets">All of the network namespace, as they are now.</param>
internal sealed class ClosedEnds(IEnumerable<TcpTable.Entry> sockets)
{
    private readonly HashSet<(IPEndPoint Local, IPEndPoint Peer)> ends =
    [
        .. sockets
            .Where(entry => entry.Inode == 0 && entry.State is TcpConnections.TCP_FIN_WAIT1 or TcpConnections.TCP_FIN_WAIT2 or TcpConnections.TCP_LAST_ACK or TcpConnections.TCP_CLOSING)
            .Select(entry => (TcpPairing.Plain(entry.Local), TcpPairing.Plain(entry.Peer)))
    ];

    /// <summary>Whether one of them is the other end of the socket with these addresses.</summary>
    public bool ContainPeerOf(byte[] local, byte[] peer) => peer.Length > 0 && ends.Contains((NameOf(peer), NameOf(local)));

    private static IPEndPoint NameOf(byte[] address) => TcpPairing.Plain(InternetAddress.Parse(address));
}
