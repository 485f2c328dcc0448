using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Restore.Descriptors.Sockets;

/// <summary>Sends again what waited in the queues of unix sockets, each portion as it was: bytes between passed descriptors, or one message.</summary>
/// <param name="husks">All.</param>
/// <param name="notes">What is not quite as it was.</param>
internal sealed class SocketQueues(IReadOnlyList<HuskDescriptors> husks, List<string> notes)
{
    /// <summary>What fits into one message to a husk beside other calls; longer stretches of a stream are cut, longer messages sent from here.</summary>
    private const int PieceBytes = 32768;

    private const int OrdinaryBytes = 65536;

    private readonly HashSet<ulong> told = [];
    private HuskDescriptors? lastSender;

    private readonly Dictionary<ulong, UnixSocketRecord> sockets =
        husks.SelectMany(husk => husk.Member.Record.OpenFiles.OfType<UnixSocketRecord>()).ToDictionary(socket => socket.OpenFileId);

    public void Refill()
    {
        var waiting = husks.SelectMany(husk => husk.Member.Record.Queues).Where(queue => sockets.ContainsKey(queue.OwnerId))
            .SelectMany(queue => queue.Portions.Select(portion => (Receiver: sockets[queue.OwnerId], Portion: portion))).ToList();
        var rooms = MakeRoom(waiting);
        foreach (var (receiver, portion) in waiting)
            Send(receiver, portion);
        foreach (var husk in husks)
            husk.Send();
        foreach (var (sender, room) in rooms)
        {
            room.Dispose();
            sender.Dispose();
        }
    }

    /// <summary>What a socket has sent and nobody has read yet counts in its own send buffer, wherever it waits.</summary>
    private List<(SafeFileHandle Sender, EnlargedBuffer Room)> MakeRoom(List<(UnixSocketRecord Receiver, QueuePortionRecord Portion)> waiting)
    {
        var rooms = new List<(SafeFileHandle, EnlargedBuffer)>();
        foreach (var sent in waiting.GroupBy(item => SenderOf(item.Receiver, item.Portion)))
        {
            var wantedBytes = sent.Sum(item => MemoryOf(item.Portion));
            if (wantedBytes <= OrdinaryRoomBytes(sent.Key) || husks.FirstOrDefault(husk => husk.Has(sent.Key)) is not { } husk)
                continue;
            var sender = husk.Fetch(sent.Key);
            rooms.Add((sender, new EnlargedBuffer(sender, Socket.SO_SNDBUF, wantedBytes)));
        }
        return rooms;
    }

    private static long MemoryOf(QueuePortionRecord portion) => (portion.Bytes.Length / PieceBytes + 1) * EnlargedBuffer.MemoryOf(0) + 2L * portion.Bytes.Length;

    /// <summary>What a socket has at least, if the program did not want it otherwise.</summary>
    private long OrdinaryRoomBytes(ulong senderId)
    {
        var asked = sockets.GetValueOrDefault(senderId)?.Options.FirstOrDefault(option => option is { Level: Socket.SOL_SOCKET, Name: Socket.SO_SNDBUF });
        return asked is null ? OrdinaryBytes : Math.Min(BitConverter.ToInt32(asked.Value), OrdinaryBytes);
    }

    private void Send(UnixSocketRecord receiver, QueuePortionRecord portion)
    {
        var senderId = SenderOf(receiver, portion);
        // Who has sent it himself needs no privilege to say so.
        var sender = senderId == 0 ? null
            : husks.FirstOrDefault(husk => husk.Member.Pid == portion.Sender?.Pid && husk.Has(senderId)) ?? husks.FirstOrDefault(husk => husk.Has(senderId));
        var address = receiver is { Type: Socket.SOCK_DGRAM, State: not SocketState.PeerGone } && (senderId == 0 || receiver.PeerOpenFileId != senderId) ? SocketMaking.Address(receiver.Name) : [];
        var what = $"What waited in the socket {receiver.Link} cannot be sent again";
        // Messages of several senders come in the order in which they came.
        if (lastSender != sender)
            lastSender?.Send();
        lastSender = sender;
        if (portion.Sender is { } known && HasSentAs(known, receiver, portion, sender, senderId, address, what))
            return;
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

    /// <returns>False when it has to go without saying who sent it.</returns>
    private bool HasSentAs(UnixCredentialsRecord known, UnixSocketRecord receiver, QueuePortionRecord portion, HuskDescriptors? sender, ulong senderId, byte[] address, string what)
    {
        const int EPERM = 1, ESRCH = 3, EINVAL = 22, EMSGSIZE = 90;
        var husk = sender ?? husks[0];
        husk.Send();
        var result = known.Pid == 0 ? -ESRCH : Send(known);
        if (result == -ESRCH)
        {
            TellOnce(receiver, "a process that is not there any more");
            // Better another process of the same user than another user.
            result = Send(known with { Pid = husk.Member.Pid });
        }
        if (result is -EPERM or -EINVAL || sender is null && result == -EMSGSIZE)
        {
            TellOnce(receiver, "somebody who cannot be named here");
            return false;
        }

        Check(result, portion, what);
        return true;

        long Send(UnixCredentialsRecord who)
            => WithPassed(portion, passed => CredentialedMessage.Send(husk.Member.Server, sender?.NumberOf(senderId) ?? 0, portion with { Sender = who }, address, passed));
    }

    private void TellOnce(UnixSocketRecord receiver, string from)
    {
        if (told.Add(receiver.OpenFileId))
            notes.Add($"What waited in the socket {receiver.Link} came from {from}: it tells another one (SO_PASSCRED).");
    }

    private void SendFromHere(UnixSocketRecord receiver, QueuePortionRecord portion, HuskDescriptors? sender, ulong senderId, byte[] address, string what)
    {
        using var socket = sender?.Fetch(senderId) ?? Socket.Create(Socket.AF_UNIX, receiver.Type, 0);
        using var room = sender is null ? new EnlargedBuffer(socket, Socket.SO_SNDBUF, MemoryOf(portion)) : null;
        Check(WithPassed(portion, passed => SocketMessage.TrySend(socket, portion.Bytes, passed, address, portion.IsUrgent)), portion, what);
    }

    private void Check(long result, QueuePortionRecord portion, string what)
    {
        if (result != portion.Bytes.Length)
            husks[0].Fail($"{what} ({(result < 0 ? LinuxException.Describe((int)-result) : $"only {result} of {portion.Bytes.Length} bytes")})");
    }

    private long WithPassed(QueuePortionRecord portion, Func<IReadOnlyList<SafeFileHandle>, long> send)
    {
        var passed = new List<SafeFileHandle>();
        try
        {
            foreach (var id in portion.PassedOpenFileIds)
                passed.Add(husks.First(husk => husk.Has(id)).Fetch(id));
            return send(passed);
        }
        finally
        {
            passed.ForEach(handle => handle.Dispose());
        }
    }
}
