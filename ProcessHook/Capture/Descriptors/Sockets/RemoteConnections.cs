using System.Net;
using System.Net.NetworkInformation;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Connections;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture.Descriptors.Sockets;

/// <summary>
/// TCP connections of a computation of several nodes that lead to other hosts. This host knows one end of them only: it tells what it has
/// (<see cref="Tell"/>), and is told what the other end is (<see cref="Resolve"/>).
///
/// | state                            | other end                          | in the image                |
/// |----------------------------------|------------------------------------|-----------------------------|
/// | SYN_SENT, SYN_RECV               | a member's, accepted or not        | not yet: in a moment        |
/// | any other                        | a member's                         | connected                   |
/// | any other                        | closed, but still sending          | peer gone, in a moment      |
/// | CLOSE_WAIT, LAST_ACK, CLOSING    | not accepted, or nobody's          | peer gone                   |
/// | any other                        | not accepted yet                   | not yet: in a moment        |
/// | any other                        | nobody's                           | as the policy says          |
/// </summary>
internal sealed class RemoteConnections(CaptureContext context)
{
    private readonly Dictionary<ulong, (InternetSocketRecord Record, OpenFile File, byte State)> deferred = [];
    private readonly Lazy<HashSet<IPAddress>> ownAddresses = new(() => [.. NetworkInterface.GetAllNetworkInterfaces()
        .SelectMany(network => network.GetIPProperties().UnicastAddresses).Select(unicast => unicast.Address)]);

    public bool LeadsThere(InternetSocketRecord record) => record.PeerAddress.Length > 0 && IsElsewhere(TcpPairing.Plain(InternetAddress.Parse(record.PeerAddress)).Address);

    /// <returns>What stands for it until it is resolved.</returns>
    public InternetSocketRecord Defer(InternetSocketRecord record, OpenFile file, byte state)
    {
        deferred.Add(file.Id, (record, file, state));
        return record;
    }

    public IReadOnlyList<RemoteEnd> Tell()
    {
        if (!context.Policy.IsOfSeveralNodes)
            return [];
        var told = deferred.Values.Select(end => RemoteEnd.Of(
            RemoteEndKind.End, InternetAddress.Parse(end.Record.LocalAddress), InternetAddress.Parse(end.Record.PeerAddress), end.File.Id, Ioctl.ReadInt32(end.File.Handle, Ioctl.SIOCOUTQ)));
        var listeners = context.Files.Where(file => TcpConnections.IsTcp(file) && TcpConnections.Information(file)[0] == TcpConnections.TCP_LISTEN)
            .Select(file => RemoteEnd.Of(RemoteEndKind.Listener, InternetAddress.Parse(Socket.LocalAddress(file.Handle))));
        var addresses = ownAddresses.Value.Where(address => !IPAddress.IsLoopback(address)).Select(address => RemoteEnd.Of(RemoteEndKind.Address, new IPEndPoint(address, 0)));
        var orphans = context.TcpSockets.Where(IsOrphan).Select(other => RemoteEnd.Of(RemoteEndKind.Orphan, TcpPairing.Plain(other.Local), TcpPairing.Plain(other.Peer)));
        return [.. told, .. listeners, .. addresses, .. orphans];
    }

    /// <summary>What stands for the connections in the image; none for those that stand in the way.</summary>
    public IEnumerable<(OpenFile File, OpenFileRecord? Record)> Resolve(IReadOnlyList<RemoteMate> mates)
    {
        var known = mates.ToDictionary(mate => mate.OpenFileId);
        return deferred.Select(end => (end.Value.File, RecordOf(end.Value.Record, end.Value.File, end.Value.State, known.GetValueOrDefault(end.Key))));
    }

    private OpenFileRecord? RecordOf(InternetSocketRecord record, OpenFile file, byte state, RemoteMate? mate) => (state, mate?.Kind) switch
    {
        (TcpConnections.TCP_SYN_SENT or TcpConnections.TCP_SYN_RECV, RemoteMateKind.Member or RemoteMateKind.Unaccepted)
            => context.Refuse(file, $"Its connection to {TcpConnections.PeerText(record)} on {mate!.Node} is being made.", "Try again in a moment.", isTransient: true),
        (_, RemoteMateKind.Member) => record with
        {
            State = SocketState.Connected, PeerNode = mate!.Node, PeerOpenFileId = mate.PeerOpenFileId, Connects = mate.Connects,
        },
        (_, RemoteMateKind.Orphan) => TcpConnections.Abandoned(record, file, context),
        (TcpConnections.TCP_CLOSE_WAIT or TcpConnections.TCP_LAST_ACK or TcpConnections.TCP_CLOSING, _) => record with { State = SocketState.PeerGone },
        (_, RemoteMateKind.Unaccepted)
            => context.Refuse(file, $"Its connection to {TcpConnections.PeerText(record)} has not been accepted yet on {mate!.Node}.", "Try again in a moment.", isTransient: true),
        _ => TcpConnections.Outside(record, file, context),
    };

    private bool IsOrphan(Proc.TcpTable.Entry other)
        => other.Inode == 0 && other.State is TcpConnections.TCP_FIN_WAIT1 or TcpConnections.TCP_LAST_ACK or TcpConnections.TCP_CLOSING
            && IsElsewhere(TcpPairing.Plain(other.Peer).Address);

    private bool IsElsewhere(IPAddress address) => !IPAddress.IsLoopback(address) && !ownAddresses.Value.Contains(address);
}
