using System.Net;
using System.Runtime.InteropServices;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture.Descriptors.Sockets;

/// <summary>
/// What a TCP socket's state means for an image (the states are those of include/net/tcp_states.h).
///
/// | state                                   | other end                            | in the image            |
/// |-----------------------------------------|--------------------------------------|-------------------------|
/// | CLOSE, nothing ever received            |                                      | idle                    |
/// | CLOSE, end of stream, was connected     |                                      | peer gone               |
/// | CLOSE, end of stream, never connected   | that refused                         | idle, has failed        |
/// | LISTEN                                  |                                      | listening               |
/// | any other, of several paths (MPTCP)     |                                      | never                   |
/// | any other                               | a member's                           | connected               |
/// | any other, to another host              | told later, by the other nodes       | <see cref="RemoteConnections"/> |
/// | any other                               | waits in a member's listening socket | awaiting acceptance     |
/// | CLOSE_WAIT, LAST_ACK, CLOSING           | nobody's                             | peer gone               |
/// | SYN_SENT, SYN_RECV                      |                                      | not yet: in a moment    |
/// | any other                               | closed, but still sending            | peer gone, in a moment  |
/// | any other                               | nobody's, held as 0, 1, 2            | external stream         |
/// | any other                               | nobody's                             | as the policy says      |
/// </summary>
internal static class TcpConnections
{
    private const byte TCP_ESTABLISHED = 1;
    internal const byte TCP_SYN_SENT = 2;
    internal const byte TCP_SYN_RECV = 3;
    internal const byte TCP_FIN_WAIT1 = 4;
    internal const byte TCP_FIN_WAIT2 = 5;
    internal const byte TCP_CLOSE = 7;
    internal const byte TCP_CLOSE_WAIT = 8;
    internal const byte TCP_LAST_ACK = 9;
    internal const byte TCP_LISTEN = 10;
    internal const byte TCP_CLOSING = 11;

    /// <summary>Who has not sent anything is not even among those who wait to be accepted.</summary>
    private const int TCP_DEFER_ACCEPT = 9;
    private const int TCP_ULP = 31;
    private const int ShutReceiving = 1;
    private const int ShutSending = 2;

    public static OpenFileRecord? Capture(InternetSocketRecord record, OpenFile file, CaptureContext context)
    {
        var information = Information(file);
        var state = information[0];
        // Without records of its own it would be taken for one that is not encrypted.
        if (Layer(file) is { } layer)
            return context.Refuse(file, $"The kernel handles a protocol on it (TCP_ULP, {layer}), whose keys and state cannot be read.", "Have the program do that itself, or close the connection.");
        // Whoever was accepted from a peer that knows one path only is an ordinary TCP socket.
        // Of another one the state is that of its first path, which may have ended before others.
        if (record.IsMultipath && (state is not (TCP_CLOSE or TCP_LISTEN) || record.PeerAddress.Length > 0))
            return context.Refuse(file, "It is a connection of several paths (MPTCP), which cannot be captured.", "Have one of its ends use TCP (programs in Go: GODEBUG=multipathtcp=0).");
        if (state is TCP_FIN_WAIT1 or TCP_FIN_WAIT2 or TCP_LAST_ACK or TCP_CLOSING)
            record = record with { Shutdown = ShutSending };
        // An end where none has come is the program's own; where one has come, it is the same.
        if (state is TCP_ESTABLISHED or TCP_FIN_WAIT1 or TCP_FIN_WAIT2 && Socket.HasEnded(file.Handle))
            record = record with { Shutdown = record.Shutdown | ShutReceiving };
        return state switch
        {
            TCP_CLOSE when Socket.HasEnded(file.Handle) && WasNeverConnected(information) => Failed(record, information, file, context),
            TCP_CLOSE when Socket.HasEnded(file.Handle) => record with { State = SocketState.PeerGone, Shutdown = ShutSending },
            TCP_CLOSE => record,
            // For a listening socket tcpi_sacked, at 28, is the backlog (net/ipv4/tcp.c, tcp_get_info).
            TCP_LISTEN => record with { State = SocketState.Listening, Backlog = MemoryMarshal.Read<int>(information.AsSpan(28)) },
            _ when context.TcpMates.TryGetValue(file.Id, out var mate) => record with { State = SocketState.Connected, PeerOpenFileId = mate },
            _ when context.Policy.IsOfSeveralNodes && context.Remote.LeadsThere(WithPeer(record, file, context)) => context.Remote.Defer(WithPeer(record, file, context), file, state),
            TCP_SYN_SENT or TCP_SYN_RECV when WithPeer(record, file, context) is { PeerAddress.Length: > 0 } begun && ListenersFor(begun, context).Any()
                => context.Refuse(file, $"Its connection to {PeerText(begun)} is being made.", "Try again in a moment.", isTransient: true),
            TCP_CLOSE_WAIT or TCP_LAST_ACK or TCP_CLOSING => record with { State = SocketState.PeerGone },
            _ when context.ClosedEnds.ContainPeerOf(record.LocalAddress, record.PeerAddress) => Abandoned(record, file, context),
            _ => AwaitingAccept(record, file, context) ?? Outside(WithPeer(record, file, context), file, context),
        };
    }

    /// <summary>The ends of all connections, for <see cref="TcpPairing"/>.</summary>
    public static IReadOnlyDictionary<ulong, ulong> FindMates(IEnumerable<OpenFile> files)
    {
        var ends = new List<TcpPairing.End>();
        foreach (var file in files)
        {
            if (IsTcp(file) && Information(file)[0] is not (TCP_CLOSE or TCP_LISTEN) && Socket.PeerAddress(file.Handle) is { Length: > 0 } peer)
                ends.Add(new TcpPairing.End(file.Id, InternetAddress.Parse(Socket.LocalAddress(file.Handle)), InternetAddress.Parse(peer)));
        }
        return TcpPairing.Find(ends);
    }

    public static bool IsTcp(OpenFile file)
        => file.Status.IsSocket && (file.Info.StatusFlags & Fcntl.O_PATH) == 0
            && Socket.GetInt32(file.Handle, Socket.SOL_SOCKET, Socket.SO_DOMAIN) is Socket.AF_INET or Socket.AF_INET6
            && Socket.GetInt32(file.Handle, Socket.SOL_SOCKET, Socket.SO_PROTOCOL) is Socket.IPPROTO_TCP or Socket.IPPROTO_MPTCP;

    internal static byte[] Information(OpenFile file)
        => Socket.GetOption(file.Handle, Socket.IPPROTO_TCP, Socket.TCP_INFO) ?? throw new InvalidOperationException($"{file.Link} does not tell its state");

    /// <summary>The protocol that was laid over it (TCP_ULP), such as "tls"; null for none. Paths of a connection of several have one, too, and are told by other means.</summary>
    private static string? Layer(OpenFile file)
        => Socket.GetOption(file.Handle, Socket.IPPROTO_TCP, TCP_ULP) is { Length: > 0 } name && System.Text.Encoding.ASCII.GetString(name).TrimEnd('\0') is not ("" or "mptcp") and var layer
            ? layer
            : null;

    /// <summary>Room for bytes is laid out when a connection is made: tcpi_rcv_space, at 96 (net/ipv4/tcp_input.c, tcp_init_buffer_space).</summary>
    private static bool WasNeverConnected(byte[] information) => MemoryMarshal.Read<int>(information.AsSpan(96)) == 0;

    /// <summary>Which error it met can only be asked for by taking it. Who is refused is so at once; others have sent again before they gave up: tcpi_total_retrans, at 100.</summary>
    private static InternetSocketRecord Failed(InternetSocketRecord record, byte[] information, OpenFile file, CaptureContext context)
    {
        var isUntold = Socket.HasError(file.Handle);
        if (isUntold && MemoryMarshal.Read<int>(information.AsSpan(100)) > 0)
            context.Note(file, "its connection could not be made; after a restart the program will be told that it was refused, whatever the reason was");
        return record with { HasFailed = true, IsFailureUntold = isUntold };
    }

    private static InternetSocketRecord? AwaitingAccept(InternetSocketRecord record, OpenFile file, CaptureContext context)
    {
        if (record.PeerAddress.Length == 0)
            return null;
        foreach (var listener in ListenersFor(record, context))
        {
            if (WaitingAt(listener) == 0 && Socket.GetInt32(listener.Handle, Socket.IPPROTO_TCP, TCP_DEFER_ACCEPT) == 0)
                continue;
            // tcpi_bytes_acked, at 120, counts the SYN as one, and the FIN of who sends no more.
            var information = Information(file);
            if (MemoryMarshal.Read<long>(information.AsSpan(120)) > (information[0] == TCP_FIN_WAIT2 ? 2 : 1) || Ioctl.ReadInt32(file.Handle, Ioctl.SIOCOUTQ) > 0)
                context.Refuse(file, Unaccepted.WithBytes, Unaccepted.Later, isTransient: true);
            return record with { State = SocketState.AwaitingAccept, PeerOpenFileId = listener.Id };
        }
        return null;
    }

    /// <summary>Says where somebody else than members waits to be accepted. To be called when all sockets have been captured.</summary>
    public static void TellOfStrangers(IReadOnlyDictionary<ulong, OpenFileRecord> records, CaptureContext context)
    {
        var waitingMembers = records.Values.OfType<InternetSocketRecord>().Where(record => record.State == SocketState.AwaitingAccept)
            .CountBy(record => InternetSocketKind.Port(record.PeerAddress)).ToDictionary();
        var listeners = context.Files.Where(file => records.GetValueOrDefault(file.Id) is InternetSocketRecord { State: SocketState.Listening });
        // Which one of a group of sockets with the same port has a member's connection cannot be told.
        foreach (var samePort in listeners.GroupBy(file => InternetSocketKind.Port(Socket.LocalAddress(file.Handle))))
        {
            if (samePort.Sum(WaitingAt) > waitingMembers.GetValueOrDefault(samePort.Key))
                Unaccepted.FromOutside(samePort.First(file => WaitingAt(file) > 0), context);
        }
    }

    /// <summary>For a listening socket tcpi_unacked, at 24, is what waits to be accepted (net/ipv4/tcp.c, tcp_get_info).</summary>
    private static int WaitingAt(OpenFile listener) => MemoryMarshal.Read<int>(Information(listener).AsSpan(24));

    private static bool CameIn(InternetSocketRecord record, CaptureContext context)
        => record.LocalAddress.Length > 0 && ListenersFor(record with { PeerAddress = record.LocalAddress }, context).Any();

    /// <summary>The members' listening sockets through which this connection may go.</summary>
    private static IEnumerable<OpenFile> ListenersFor(InternetSocketRecord record, CaptureContext context)
    {
        var target = InternetAddress.Parse(record.PeerAddress);
        return context.Files.Where(file => IsTcp(file) && Information(file)[0] == TCP_LISTEN && TcpPairing.Reaches(target, InternetAddress.Parse(Socket.LocalAddress(file.Handle))));
    }

    /// <summary>getpeername(2) does not tell to whom a connection is being made.</summary>
    private static InternetSocketRecord WithPeer(InternetSocketRecord record, OpenFile file, CaptureContext context)
        => record.PeerAddress.Length == 0 && context.TcpSockets.FirstOrDefault(entry => entry.Inode == file.Status.Inode) is { Peer: { } peer }
            ? record with { PeerAddress = InternetAddress.Of(peer) }
            : record;

    internal static string PeerText(InternetSocketRecord record) => record.PeerAddress.Length > 0 ? InternetAddress.Text(record.PeerAddress) : "somebody";

    internal static InternetSocketRecord Abandoned(InternetSocketRecord record, OpenFile file, CaptureContext context)
    {
        context.Abandoned.Add(file.Id);
        return record with { State = SocketState.PeerGone };
    }

    internal static OpenFileRecord? Outside(InternetSocketRecord record, OpenFile file, CaptureContext context)
    {
        var peer = PeerText(record);
        if (file.Holders.Any(held => held.Number <= 2))
            return new ExternalStreamRecord { Kind = ExternalStreamKind.Socket, Name = file.Link, StandardNumbers = file.StandardNumbers };
        if (context.RefusesExternal(CameIn(record, context)))
        {
            return context.Refuse(file, $"It is connected to {peer}, outside of the computation.",
                "Make that process a member, or choose to have such connections closed at a restart (--external close).");
        }
        context.Note(file, $"its connection to {peer}, outside of the computation, will be closed after a restart");
        return record with { State = SocketState.PeerGone };
    }
}
