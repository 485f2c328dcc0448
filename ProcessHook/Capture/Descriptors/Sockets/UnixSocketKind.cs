using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Descriptors.Kinds;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture.Descriptors.Sockets;

/// <summary>unix(7) sockets. Who is connected to whom is told by sock_diag(7).</summary>
internal sealed class UnixSocketKind : DescriptorKind
{
    private const int ShutBoth = 3;

    public override bool Recognizes(OpenFile file) => file.Status.IsSocket && Socket.GetInt32(file.Handle, Socket.SOL_SOCKET, Socket.SO_DOMAIN) == Socket.AF_UNIX;

    public override OpenFileRecord? Capture(OpenFile file, CaptureContext context)
    {
        if (!context.UnixSockets.TryGetValue((uint)file.Status.Inode, out var entry))
            return context.Refuse(file, "This unix socket is in another network namespace than the agent.", "Run the agent in the program's network namespace.");
        if (context.SocketOptions.Of(file, context) is not { } options)
            return null;
        var name = NameIn(Socket.LocalAddress(file.Handle));
        var type = Socket.GetInt32(file.Handle, Socket.SOL_SOCKET, Socket.SO_TYPE);
        var record = new UnixSocketRecord
        {
            Type = type,
            Name = name,
            Shutdown = entry.Shutdown,
            Options = options,
            // Of datagram sockets only pairs tell it, and these have no names as a rule; those that have come back as pairs, too.
            PeerCredentials = (type != Socket.SOCK_DGRAM || name.Length == 0) && Socket.PeerCredentials(file.Handle) is { } peer ? Recall(peer, context.Pids) : null,
        };
        if (name is [not 0, ..])
            record = WithPath(record, file, entry);
        if (Socket.GetInt32(file.Handle, Socket.SOL_SOCKET, Socket.SO_ACCEPTCONN) != 0)
            return Listening(record, file, entry, context);
        return record.Type == Socket.SOCK_DGRAM ? Datagram(record, file, entry, context) : Connection(record, file, entry, context);
    }

    /// <param name="seen">As this process sees him.</param>
    /// <param name="pids">Of the members, by host pid.</param>
    internal static UnixCredentialsRecord Recall(UserCredentials seen, IReadOnlyDictionary<int, int> pids)
        => new() { Pid = pids.GetValueOrDefault(seen.Pid), UserId = seen.UserId, GroupId = seen.GroupId };

    /// <summary>The path or abstract name in a <c>struct sockaddr_un</c>.</summary>
    internal static byte[] NameIn(byte[] address)
    {
        var name = address.AsSpan(2);
        return name is [not 0, .., 0] ? name[..name.IndexOf((byte)0)].ToArray() : name.ToArray();
    }

    private static UnixSocketRecord WithPath(UnixSocketRecord record, OpenFile file, UnixDiagnostics.Entry entry)
    {
        var path = KernelText.Of(record.Name);
        var directory = Link.Read($"/proc/{file.Leader.Member.LivingTid}/cwd");
        var status = FileStatus.OfPath($"/proc/{file.Leader.Member.LivingTid}/root{(path.StartsWith('/') ? path : $"{directory}/{path}")}");
        return record with
        {
            IsPathGone = status?.Inode != entry.PathInode,
            PathMode = (int)((status?.Mode ?? 0) & 0xFFF),
            PathOwner = status is { } known ? new UnixCredentialsRecord { UserId = known.User, GroupId = known.Group } : null,
            WorkingDirectory = path.StartsWith('/') ? "" : directory,
        };
    }

    private static UnixSocketRecord Listening(UnixSocketRecord record, OpenFile file, UnixDiagnostics.Entry entry, CaptureContext context)
    {
        if (entry.PendingInodes.Any(inode => !context.BySocket.ContainsKey(inode)))
            Unaccepted.FromOutside(file, context);
        return record with { State = SocketState.Listening, Backlog = entry.Backlog };
    }

    /// <summary>Datagrams go to an address; who is connected to somebody outside, such as the system's log, is connected to that address again.</summary>
    private static UnixSocketRecord Datagram(UnixSocketRecord record, OpenFile file, UnixDiagnostics.Entry entry, CaptureContext context)
    {
        var peerName = Socket.PeerAddress(file.Handle);
        if (context.BySocket.GetValueOrDefault(entry.PeerInode) is { } peer)
            return record with { State = SocketState.Connected, PeerOpenFileId = peer.Id };
        if (entry is { IsConnected: true, PeerInode: 0 })
            return record with { State = SocketState.PeerGone };
        return peerName.Length > 2 ? record with { State = SocketState.Connected, PeerName = NameIn(peerName) } : record;
    }

    private static OpenFileRecord? Connection(UnixSocketRecord record, OpenFile file, UnixDiagnostics.Entry entry, CaptureContext context)
    {
        if (!entry.IsConnected)
            return record;
        if (context.BySocket.GetValueOrDefault(entry.PeerInode) is { } peer)
            return record with { State = SocketState.Connected, PeerOpenFileId = peer.Id };
        if (entry.PeerInode == 0 && AwaitingAccept(record, file, context) is { } waiting)
            return waiting;
        // Where the peer is gone, nothing goes either way any more; to one that nobody has accepted yet it does, and who will is outside.
        if (entry is { PeerInode: 0, Shutdown: ShutBoth })
            return record with { State = SocketState.PeerGone };
        if (file.Holders.Any(held => held.Number <= 2))
            return new ExternalStreamRecord { Kind = ExternalStreamKind.Socket, Name = file.Link, StandardNumbers = file.StandardNumbers };
        if (context.RefusesExternal(CameIn(record, context)))
            return context.Refuse(file, "It is connected to a process outside of the computation.",
                "Make that process a member, or choose to have such connections closed at a restart (--external close).");
        context.Note(file, $"its connection to a process outside of the computation{PeerText(file)} will be closed after a restart");
        return record with { State = SocketState.PeerGone };
    }

    private static UnixSocketRecord? AwaitingAccept(UnixSocketRecord record, OpenFile file, CaptureContext context)
    {
        foreach (var (inode, listener) in context.BySocket)
        {
            var place = context.UnixSockets.TryGetValue(inode, out var entry) ? Array.IndexOf(entry.PendingInodes, (uint)file.Status.Inode) : -1;
            if (place < 0)
                continue;
            if (Ioctl.ReadInt32(file.Handle, Ioctl.SIOCOUTQ) > 0)
                context.Refuse(file, Unaccepted.WithBytes, Unaccepted.Later, isTransient: true);
            if (NameIn(Socket.LocalAddress(listener.Handle)) is [not 0, ..] name && WithPath(record with { Name = name }, listener, entry!).IsPathGone)
                context.Refuse(file, "Its connection has not been accepted yet, and the path of the listening socket is gone: nothing leads there a second time.", Unaccepted.Later, isTransient: true);
            return record with { State = SocketState.AwaitingAccept, PeerOpenFileId = listener.Id, QueuePlace = place };
        }
        return null;
    }

    /// <summary>An accepted end bears the name of the listening socket.</summary>
    private static bool CameIn(UnixSocketRecord record, CaptureContext context)
        => record.Name.Length > 0 && context.BySocket.Values.Any(file => Socket.GetInt32(file.Handle, Socket.SOL_SOCKET, Socket.SO_ACCEPTCONN) != 0
            && NameIn(Socket.LocalAddress(file.Handle)).AsSpan().SequenceEqual(record.Name));

    private static string PeerText(OpenFile file)
        => NameIn([.. Socket.PeerAddress(file.Handle), 0, 0]) is { Length: > 2 } name ? $" ({System.Text.Encoding.UTF8.GetString(name).Trim('\0')})" : "";
}
