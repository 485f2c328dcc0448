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

    /// <summary>Above that a new connection's buffers have to be enlarged.</summary>
    internal const int OrdinaryBytes = 32768;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Dictionary<ulong, InternetSocketRecord> sockets = husks.SelectMany(husk => husk.Member.Record.OpenFiles.OfType<InternetSocketRecord>())
        .Where(socket => socket.Protocol == Socket.IPPROTO_TCP && !options.IsElsewhere(socket)).ToDictionary(socket => socket.OpenFileId);

    public void Refill()
    {
        foreach (var queue in husks.SelectMany(husk => husk.Member.Record.Queues))
        {
            if (sockets.TryGetValue(queue.OwnerId, out var receiver))
                Send(receiver, queue.Portions);
        }
    }

    private void Send(InternetSocketRecord receiver, QueuePortionRecord[] portions)
    {
        var senderId = receiver.State == SocketState.PeerGone ? UnixConnections.GhostOf(receiver.OpenFileId) : receiver.PeerOpenFileId;
        var husk = husks.First(husk => husk.Has(senderId));
        using var sender = husk.Fetch(senderId);
        using var into = husks.First(other => other.Has(receiver.OpenFileId)).Fetch(receiver.OpenFileId);
        var lengthBytes = portions.Sum(portion => portion.Bytes.Length);
        using var window = lengthBytes > OrdinaryBytes ? new ReceiveWindow(into, lengthBytes) : null;
        foreach (var portion in portions)
        {
            if (Send(sender, portion, window) is { } why)
            {
                husk.Fail($"What waited in {SocketMaking.What(receiver)} cannot be sent again ({why})");
                return;
            }
        }
        if (!HasArrived(sender, window))
            husk.Fail($"What waited in {SocketMaking.What(receiver)} does not fit into its queue again");
    }

    /// <returns>Null, or why not all could be sent.</returns>
    private static string? Send(SafeFileHandle sender, QueuePortionRecord portion, ReceiveWindow? window)
    {
        var begin = Stopwatch.GetTimestamp();
        for (var done = 0; done < portion.Bytes.Length;)
        {
            var result = SocketMessage.TrySend(sender, portion.Bytes.AsSpan(done), [], [], portion.IsUrgent);
            if (result >= 0)
            {
                done += (int)result;
                continue;
            }
            if (result != -EAGAIN || Stopwatch.GetElapsedTime(begin) > Patience)
                return $"{portion.Bytes.Length - done} bytes are left: {LinuxException.Describe((int)-result)}";
            window?.Announce();
            Thread.Sleep(1);
        }
        return null;
    }

    /// <summary>All of it must be in the receiver's queue before its buffer gets its old size back: it was there, or on its way, at the checkpoint.</summary>
    private static bool HasArrived(SafeFileHandle sender, ReceiveWindow? window)
    {
        var begin = Stopwatch.GetTimestamp();
        while (Ioctl.ReadInt32(sender, Ioctl.SIOCOUTQNSD) > 0)
        {
            if (Stopwatch.GetElapsedTime(begin) > Patience)
                return false;
            window?.Announce();
            Thread.Sleep(1);
        }
        return true;
    }
}
