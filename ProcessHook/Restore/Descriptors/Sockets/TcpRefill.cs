using System.Diagnostics;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Descriptors.Sockets;
using Entracte.ProcessHook.Linux;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Restore.Descriptors.Sockets;

/// <summary>Sends again, from the peer, what waited in the queues of TCP sockets.</summary>
internal sealed class TcpRefill(IReadOnlyList<HuskDescriptors> husks, DescriptorRestoreOptions options)
{
    private const int EAGAIN = 11;
    private const int MSG_DONTWAIT_NOSIGNAL = 0x4040;

    /// <summary>So much fits into the buffer of a new connection, as a rule.</summary>
    private const int OrdinaryBytes = 32768;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Dictionary<ulong, InternetSocketRecord> sockets = husks.SelectMany(husk => husk.Member.Record.OpenFiles.OfType<InternetSocketRecord>())
        .Where(socket => socket.Protocol == Socket.IPPROTO_TCP && !options.IsElsewhere(socket)).ToDictionary(socket => socket.OpenFileId);

    public void Refill()
    {
        var holders = new Dictionary<ulong, HuskDescriptors>();
        foreach (var husk in husks)
        {
            foreach (var id in husk.Ids)
                holders.TryAdd(id, husk);
        }

        var queues = husks.SelectMany(husk => husk.Member.Record.Queues).Where(queue => sockets.ContainsKey(queue.OwnerId))
            .Select(queue => new Waiting(queue.Portions, sockets[queue.OwnerId], holders)).ToList();
        SideBySide.ForEach([.. queues.Where(queue => queue.IsOrdinary).GroupBy(queue => queue.Sender)], SendFromWithin);
        foreach (var queue in queues.Where(queue => !queue.HasArrived))
            Send(queue);
    }

    /// <summary>What fits into any queue is sent by the husk itself, a message full at a time; as a rule all of it has arrived then.</summary>
    private static void SendFromWithin(IGrouping<HuskDescriptors, Waiting> queues)
    {
        var husk = queues.Key;
        foreach (var queue in queues)
        {
            var bytes = queue.Portions[0].Bytes;
            var batch = husk.Begin();
            var number = husk.NumberOf(queue.SenderId);
            husk.ThenRaw(batch.Add(SystemCall.sendto, number, batch.AddData(bytes), bytes.Length, MSG_DONTWAIT_NOSIGNAL, 0, 0), sent => queue.SentBytes = Math.Max(0, (int)sent));
            var unsent = batch.AddData(-1);
            husk.Then(batch.Add(SystemCall.ioctl, number, (long)Ioctl.SIOCOUTQNSD, unsent), unsent, left => queue.HasArrived = queue.SentBytes == bytes.Length && BitConverter.ToInt32(left) == 0);
        }

        husk.Send();
    }

    private static void Send(Waiting queue)
    {
        var (husk, receiver, portions) = (queue.Sender, queue.Receiver, queue.Portions);
        using var sender = husk.Fetch(queue.SenderId);
        using var into = queue.ReceivingHusk.Fetch(receiver.OpenFileId);
        var lengthBytes = portions.Sum(portion => portion.Bytes.Length);
        // Also of a few bytes: who was accepted has the buffer of the listening socket, which may be a tiny one.
        using var window = new ReceiveWindow(into, lengthBytes);
        foreach (var portion in portions)
        {
            if (Send(sender, portion, queue.SentBytes, window) is { } why)
            {
                husk.Fail($"What waited in the socket {SocketMaking.Name(receiver)} cannot be sent again ({why})");
                return;
            }
        }
        if (!HasArrived(sender, window))
            husk.Fail($"What waited in the socket {SocketMaking.Name(receiver)} does not fit into its queue again");
    }

    /// <returns>Null, or why not all could be sent.</returns>
    private static string? Send(SafeFileHandle sender, QueuePortionRecord portion, int done, ReceiveWindow window)
    {
        var begin = Stopwatch.GetTimestamp();
        while (done < portion.Bytes.Length)
        {
            var result = SocketMessage.TrySend(sender, portion.Bytes.AsSpan(done), [], [], portion.IsUrgent);
            if (result >= 0)
            {
                done += (int)result;
                continue;
            }
            if (result != -EAGAIN || Stopwatch.GetElapsedTime(begin) > Patience)
                return $"{portion.Bytes.Length - done} bytes are left: {LinuxException.Describe((int)-result)}";
            window.Announce();
            Thread.Sleep(1);
        }
        return null;
    }

    /// <summary>All of it must be in the receiver's queue before its buffer gets its old size back: it was there, or on its way, at the checkpoint.</summary>
    private static bool HasArrived(SafeFileHandle sender, ReceiveWindow window)
    {
        var begin = Stopwatch.GetTimestamp();
        while (Ioctl.ReadInt32(sender, Ioctl.SIOCOUTQNSD) > 0)
        {
            if (Stopwatch.GetElapsedTime(begin) > Patience)
                return false;
            window.Announce();
            Thread.Sleep(1);
        }
        return true;
    }

    /// <summary>What waited in one queue.</summary>
    private sealed class Waiting(QueuePortionRecord[] portions, InternetSocketRecord receiver, Dictionary<ulong, HuskDescriptors> holders)
    {
        public QueuePortionRecord[] Portions => portions;

        public InternetSocketRecord Receiver => receiver;

        public ulong SenderId { get; } = receiver.State == SocketState.PeerGone ? UnixConnections.GhostOf(receiver.OpenFileId) : receiver.PeerOpenFileId;

        public HuskDescriptors Sender => holders[SenderId];

        public HuskDescriptors ReceivingHusk => holders[receiver.OpenFileId];

        /// <summary>Whether it is a few bytes in one piece, none of them urgent.</summary>
        public bool IsOrdinary => portions is [{ IsUrgent: false, Bytes.Length: > 0 and <= OrdinaryBytes }];

        /// <summary>Of the only portion, where the husk has sent it.</summary>
        public int SentBytes { get; set; }

        public bool HasArrived { get; set; }
    }
}
