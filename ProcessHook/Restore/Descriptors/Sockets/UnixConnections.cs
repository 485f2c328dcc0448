using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Restore.Descriptors.Sockets;

/// <summary>
/// Connects unix sockets again, of one process or of several.
///
/// | what they were                                         | how they come back                                                |
/// |--------------------------------------------------------|-------------------------------------------------------------------|
/// | two ends, one named like a listening socket of ours    | connect(2) to it and accept4(2), so that both names are right     |
/// | two ends otherwise                                     | socketpair(2), names bound afterwards                             |
/// | datagram sockets that send to each other               | socketpair(2), names bound afterwards                             |
/// | a datagram socket that sends to a name                 | made alone, then connect(2)                                       |
/// | an end whose peer is gone                              | either way; the other end is closed when the queue is refilled    |
/// | an end that awaits acceptance                          | connect(2), in the order of the queue                             |
/// </summary>
internal sealed class UnixConnections(IReadOnlyList<HuskDescriptors> husks)
{
    /// <summary>Marks the id of a peer that only lives until the queues are refilled.</summary>
    private const ulong Ghost = 1UL << 63;

    /// <summary>Each in the husk where it is made; whoever else holds it gets it when descriptors are shared.</summary>
    private readonly Dictionary<ulong, (HuskDescriptors Husk, UnixSocketRecord Socket)> sockets = new UnixMakers(husks).Find();

    private readonly List<(HuskDescriptors Husk, UnixSocketRecord Socket)> paired = [];

    public static ulong GhostOf(ulong socketId) => socketId | Ghost;

    /// <summary>Closes a socket's peer that is gone, in whichever husk it is: whose listening socket it came through has it.</summary>
    public static void ForgetGhost(IReadOnlyList<HuskDescriptors> husks, ulong socketId) => husks.First(husk => husk.Has(GhostOf(socketId))).Forget(GhostOf(socketId));

    /// <summary>Makes everything that is made alone; listening sockets among it.</summary>
    public void MakeSingles()
    {
        foreach (var (husk, socket) in sockets.Values)
        {
            if (socket.State is SocketState.Idle or SocketState.Listening || IsOneWay(socket))
                SocketMaking.Make(husk, socket);
        }
    }

    public void Connect()
    {
        foreach (var (husk, socket) in sockets.Values)
        {
            if (IsOneWay(socket))
                ConnectTo(husk, socket, socket.PeerOpenFileId != 0 ? sockets[socket.PeerOpenFileId].Socket.Name : socket.PeerName, null);
            else if (socket.State == SocketState.PeerGone && ListenerFor(socket) is { } listener)
                AcceptGhost(listener, husk, socket);
            else if (socket.State == SocketState.PeerGone)
                Pair(husk, socket, null);
            else if (socket.State == SocketState.Connected && socket.OpenFileId < socket.PeerOpenFileId)
                Join(husk, socket, sockets[socket.PeerOpenFileId]);
        }
        foreach (var husk in husks)
            husk.Send();
        foreach (var (husk, socket) in paired)
        {
            SocketMaking.SetOptions(husk, socket.OpenFileId, socket.Options, SocketMaking.What(socket));
            // An accepted end bears the name of a listening socket that is no more; it cannot be made to own that name.
            SocketMaking.Bind(husk, socket.Type == Socket.SOCK_DGRAM ? socket : socket with { IsPathGone = true });
            husk.Send();
        }
        foreach (var (husk, socket) in sockets.Values.Where(pair => pair.Socket.State == SocketState.AwaitingAccept).OrderBy(pair => pair.Socket.QueuePlace))
        {
            SocketMaking.Make(husk, socket);
            ConnectTo(husk, socket, sockets[socket.PeerOpenFileId].Socket.Name, UserOf(husk));
        }
    }

    /// <summary>Shuts down what was shut down, and lets go of peers that are gone. To be called when the queues are full again.</summary>
    public void Finish()
    {
        foreach (var (husk, socket) in sockets.Values)
        {
            if (socket.State == SocketState.PeerGone)
            {
                ForgetGhost(husks, socket.OpenFileId);
            }
            else if (socket.State is SocketState.Connected or SocketState.AwaitingAccept && socket.Shutdown != 0)
            {
                // Who made it need not hold it.
                var holder = husk.Has(socket.OpenFileId) ? husk : husks.First(other => other.Has(socket.OpenFileId));
                holder.Begin();
                holder.Add(SocketMaking.What(socket), SystemCall.shutdown, holder.NumberOf(socket.OpenFileId), socket.Shutdown - 1);
            }
        }
        foreach (var husk in husks)
            husk.Send();
    }

    /// <summary>A datagram socket that sends to one which does not send back to it alone, or to itself.</summary>
    private bool IsOneWay(UnixSocketRecord socket)
        => socket is { Type: Socket.SOCK_DGRAM, State: SocketState.Connected }
            && !(socket.PeerOpenFileId != socket.OpenFileId && sockets.TryGetValue(socket.PeerOpenFileId, out var peer) && peer.Socket.PeerOpenFileId == socket.OpenFileId);

    private void Join(HuskDescriptors husk, UnixSocketRecord socket, (HuskDescriptors Husk, UnixSocketRecord Socket) peer)
    {
        if (ListenerFor(socket) is { } ours)
            Accept(ours, (husk, socket), peer);
        else if (ListenerFor(peer.Socket) is { } theirs)
            Accept(theirs, peer, (husk, socket));
        else
            Pair(husk, socket, peer.Socket);
    }

    /// <summary>The listening socket whose name an accepted end bears.</summary>
    private (HuskDescriptors Husk, UnixSocketRecord Socket)? ListenerFor(UnixSocketRecord socket)
        => sockets.Values.Where(other => UnixMakers.CameThrough(socket, other.Socket)).Select(other => ((HuskDescriptors, UnixSocketRecord)?)other).FirstOrDefault();

    private static void Accept((HuskDescriptors Husk, UnixSocketRecord Socket) listener, (HuskDescriptors Husk, UnixSocketRecord Socket) server, (HuskDescriptors Husk, UnixSocketRecord Socket) client)
    {
        SocketMaking.Make(client.Husk, client.Socket with { State = SocketState.Idle });
        ConnectTo(client.Husk, client.Socket, listener.Socket.Name, server.Socket.PeerCredentials);
        var what = SocketMaking.What(server.Socket);
        listener.Husk.Begin();
        var accepted = listener.Husk.Add(what, SystemCall.accept4, listener.Husk.NumberOf(listener.Socket.OpenFileId), 0, 0, Socket.SOCK_CLOEXEC);
        listener.Husk.Keep(server.Socket.OpenFileId, SyscallArgument.ResultOf(accepted), what);
        listener.Husk.Send();
        if (listener.Husk.Has(server.Socket.OpenFileId))
            SocketMaking.SetOptions(listener.Husk, server.Socket.OpenFileId, server.Socket.Options, what);
        listener.Husk.Send();
    }

    /// <summary>Nobody tells who has connected before he is accepted; it is taken to be who has the socket.</summary>
    private static UnixCredentialsRecord? UserOf(HuskDescriptors husk) => husk.Member.Record.Process.Credentials is { Users: [_, var user, ..], Groups: [_, var group, ..] }
        ? new UnixCredentialsRecord { UserId = user, GroupId = group }
        : null;

    /// <summary>Its peer, for a moment, is a socket without options or a name.</summary>
    private static void AcceptGhost((HuskDescriptors Husk, UnixSocketRecord Socket) listener, HuskDescriptors husk, UnixSocketRecord socket)
        => Accept(listener, (husk, socket), (husk, new UnixSocketRecord { OpenFileId = GhostOf(socket.OpenFileId), Type = socket.Type, Link = socket.Link }));

    /// <param name="husk">Has the socket.</param>
    /// <param name="socket">Connects.</param>
    /// <param name="name">To whom.</param>
    /// <param name="connecter">As whom; null where that was not told.</param>
    private static void ConnectTo(HuskDescriptors husk, UnixSocketRecord socket, byte[] name, UnixCredentialsRecord? connecter)
    {
        if (!husk.Has(socket.OpenFileId))
            return;
        var address = SocketMaking.Address(name);
        var batch = husk.Begin();
        UnixMakers.As(connecter, batch, () => husk.Add($"{SocketMaking.What(socket)} (connecting it)", SystemCall.connect, husk.NumberOf(socket.OpenFileId), batch.AddData(address), address.Length));
        husk.Send();
    }

    /// <summary>Both ends are made in one husk.</summary>
    private void Pair(HuskDescriptors husk, UnixSocketRecord socket, UnixSocketRecord? peer)
    {
        var what = SocketMaking.What(socket);
        var batch = husk.Begin();
        var space = batch.AddSpace(8);
        var made = UnixMakers.As(
            UnixMakers.OfPair(socket, peer), batch, () => husk.Add(what, SystemCall.socketpair, Socket.AF_UNIX, socket.Type | Socket.SOCK_CLOEXEC, 0, space));
        husk.Then(made, space, ends =>
        {
            husk.Begin();
            husk.Keep(socket.OpenFileId, BitConverter.ToInt32(ends), what);
            husk.Keep(peer?.OpenFileId ?? GhostOf(socket.OpenFileId), BitConverter.ToInt32(ends, 4), what);
        });
        husk.Send();
        husk.Send();
        paired.Add((husk, socket));
        if (peer is not null)
            paired.Add((husk, peer));
    }
}
