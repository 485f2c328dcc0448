using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Restore.Descriptors.Sockets;

/// <summary>Sends again what waited in the queues of unix sockets, each portion as it was: bytes between passed descriptors, or one message.</summary>
internal sealed class SocketQueues(IReadOnlyList<HuskDescriptors> husks)
{
    /// <summary>What fits into one message to a husk beside other calls; longer stretches of a stream are cut, longer messages sent from here.</summary>
    private const int PieceBytes = 32768;

    private readonly Dictionary<ulong, UnixSocketRecord> sockets =
        husks.SelectMany(husk => husk.Member.Record.OpenFiles.OfType<UnixSocketRecord>()).ToDictionary(socket => socket.OpenFileId);

    public void Refill()
    {
        foreach (var queue in husks.SelectMany(husk => husk.Member.Record.Queues))
        {
            if (!sockets.TryGetValue(queue.OwnerId, out var receiver))
                continue;
            foreach (var portion in queue.Portions)
                Send(receiver, portion);
        }
        foreach (var husk in husks)
            husk.Send();
    }

    private void Send(UnixSocketRecord receiver, QueuePortionRecord portion)
    {
        var senderId = SenderOf(receiver, portion);
        var sender = senderId == 0 ? null : husks.FirstOrDefault(husk => husk.Has(senderId));
        var address = receiver is { Type: Socket.SOCK_DGRAM, State: not SocketState.PeerGone } && (senderId == 0 || receiver.PeerOpenFileId != senderId) ? SocketMaking.Address(receiver.Name) : [];
        var what = $"What waited in the socket {receiver.Link} cannot be sent again";
        if (sender is not null && !portion.IsUrgent && portion.PassedOpenFileIds.Length == 0 && (receiver.Type == Socket.SOCK_STREAM || portion.Bytes.Length <= PieceBytes))
        {
            for (var done = 0; done == 0 || done < portion.Bytes.Length; done += PieceBytes)
                SocketMaking.Send(sender, sender.NumberOf(senderId), portion.Bytes.AsSpan(done, Math.Min(PieceBytes, portion.Bytes.Length - done)), address, what);
            return;
        }
        // Messages already given to the sender's husk come before this one.
        sender?.Send();
        SendFromHere(receiver, portion, sender, senderId, address, what);
    }

    /// <summary>The open file that sends: the peer, or for datagrams whoever has the sender's name; 0 for a nameless one, or one that is gone.</summary>
    private ulong SenderOf(UnixSocketRecord receiver, QueuePortionRecord portion)
    {
        if (receiver.State == SocketState.PeerGone)
            return UnixConnections.GhostOf(receiver.OpenFileId);
        if (receiver.Type != Socket.SOCK_DGRAM)
            return receiver.PeerOpenFileId;
        var named = sockets.Values.FirstOrDefault(socket => portion.SenderAddress.Length > 0 && socket.Name.AsSpan().SequenceEqual(portion.SenderAddress));
        return named?.OpenFileId ?? (receiver.Name.Length == 0 ? receiver.PeerOpenFileId : 0);
    }

    private void SendFromHere(UnixSocketRecord receiver, QueuePortionRecord portion, HuskDescriptors? sender, ulong senderId, byte[] address, string what)
    {
        using var socket = sender?.Fetch(senderId) ?? Socket.Create(Socket.AF_UNIX, receiver.Type, 0);
        var passed = new List<SafeFileHandle>();
        try
        {
            foreach (var id in portion.PassedOpenFileIds)
                passed.Add(husks.First(husk => husk.Has(id)).Fetch(id));
            var result = SocketMessage.TrySend(socket, portion.Bytes, passed, address, portion.IsUrgent);
            if (result != portion.Bytes.Length)
                husks[0].Fail($"{what} ({(result < 0 ? LinuxException.Describe((int)-result) : $"only {result} of {portion.Bytes.Length} bytes")})");
        }
        finally
        {
            passed.ForEach(handle => handle.Dispose());
        }
    }
}
