using System.Diagnostics;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture.Descriptors.Sockets;

/// <summary>
/// Brings the bytes of TCP connections to rest and looks at them. With both ends stopped everything that the sender's kernel has moves over
/// by itself: Nagle's delay and TCP_CORK are ended by TCP_NODELAY, a closed window is opened by a larger receive buffer (<see cref="ReceiveWindow"/>).
/// Both are put back. Nothing is ever read, so nothing needs to be put back: whoever dies in the meantime, the bytes stay in the kernel. Where they
/// cannot all be brought to the receiver, the checkpoint is tried again later, and given up in the end.
/// </summary>
internal sealed class TcpQueues(IReadOnlyDictionary<ulong, InternetSocketRecord> sockets, IReadOnlyDictionary<ulong, OpenFile> files, IReadOnlySet<ulong> abandoned)
{
    private const int TCP_NODELAY = 1;

    /// <summary>A probe of a window that was closed may take that long to notice that it is open.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan BeforeWindows = TimeSpan.FromMilliseconds(2);

    /// <summary>By receiver.</summary>
    private readonly Dictionary<ulong, ReceiveWindow> windows = [];

    /// <exception cref="ObstaclesException">Bytes did not come to rest in time.</exception>
    public List<QueueRecord> Read()
    {
        try
        {
            Settle();
            var queues = new List<QueueRecord>();
            foreach (var (id, _) in sockets.Where(socket => socket.Value.State is SocketState.Connected or SocketState.PeerGone))
            {
                if (TcpPeek.Read(files[id]) is { Length: > 0 } portions)
                    queues.Add(new QueueRecord { OwnerId = id, Portions = portions });
            }
            return queues;
        }
        finally
        {
            foreach (var window in windows.Values)
                window.Dispose();
        }
    }

    private void Settle()
    {
        foreach (var (sender, _) in sockets.Where(socket => socket.Value.State == SocketState.Connected && HasUnsent(socket.Key)))
            Flush(files[sender]);
        var begin = Stopwatch.GetTimestamp();
        for (var waiting = Unsettled(sockets.Keys); waiting.Count > 0; waiting = Unsettled(waiting))
        {
            if (Stopwatch.GetElapsedTime(begin) > Patience || waiting.Exists(HasNoRoom))
                throw new ObstaclesException("the checkpoint was given up", [.. waiting.Select(Stuck)]);
            if (Stopwatch.GetElapsedTime(begin) > BeforeWindows)
                waiting.ForEach(Open);
            Thread.Sleep(1);
        }
    }

    /// <summary>The receivers to whom something is still on its way. A peer that has been closed has sent all when the end has arrived.</summary>
    private List<ulong> Unsettled(IEnumerable<ulong> receivers)
        => [.. receivers.Where(receiver => sockets[receiver].State == SocketState.Connected
            ? UnsentTo(receiver) > 0 && !TcpDelivery.IsComplete(files[receiver].Handle, files[sockets[receiver].PeerOpenFileId].Handle)
            : abandoned.Contains(receiver) && !HasItsEnd(receiver))];

    /// <summary>Told by the state: who has shut it for receiving is told of an end in any case.</summary>
    private bool HasItsEnd(ulong receiver) => TcpConnections.Information(files[receiver])[0]
        is TcpConnections.TCP_CLOSE_WAIT or TcpConnections.TCP_LAST_ACK or TcpConnections.TCP_CLOSING or TcpConnections.TCP_CLOSE;

    private bool HasUnsent(ulong sender) => Ioctl.ReadInt32(files[sender].Handle, Ioctl.SIOCOUTQNSD) > 0;

    /// <summary>Opens the receiver's window, or wider, or says again that it is open: a window laid out for a small buffer opens in small steps.</summary>
    private void Open(ulong receiver)
    {
        if (!windows.TryGetValue(receiver, out var open))
            windows.Add(receiver, new ReceiveWindow(files[receiver].Handle, UnsentTo(receiver)));
        else if (open.IsOpenFor(UnsentTo(receiver)))
            open.Announce();
        else
            open.Enlarge(UnsentTo(receiver));
    }

    /// <summary>Waiting would not help: the queue is full, and as large as it can be.</summary>
    private bool HasNoRoom(ulong receiver)
        => windows.TryGetValue(receiver, out var open) && open.IsAtLimit && !abandoned.Contains(receiver) && !open.Fits(UnsentTo(receiver));

    /// <summary>What may still come, in bytes. A peer that has been closed tells nothing.</summary>
    private int UnsentTo(ulong receiver)
    {
        const int WhatNobodyTells = 1 << 23;
        return abandoned.Contains(receiver) ? WhatNobodyTells : Ioctl.ReadInt32(files[sockets[receiver].PeerOpenFileId].Handle, Ioctl.SIOCOUTQ);
    }

    private Obstacle Stuck(ulong receiver)
    {
        var (member, number) = (files[receiver].Leader.Member, files[receiver].Leader.Number);
        var room = windows.TryGetValue(receiver, out var open) ? $" ({open})" : "";
        return new(
            member.Pid, number, $"{UnsentTo(receiver)} bytes on their way to it over TCP do not fit into its queue{room}, where they could be looked at.",
            "Try again when it has read some, or raise net.ipv4.tcp_rmem.", IsTransient: true);
    }

    internal static void Flush(OpenFile sender)
    {
        var before = Socket.GetInt32(sender.Handle, Socket.IPPROTO_TCP, TCP_NODELAY);
        Socket.SetOption(sender.Handle, Socket.IPPROTO_TCP, TCP_NODELAY, 1);
        Socket.SetOption(sender.Handle, Socket.IPPROTO_TCP, TCP_NODELAY, before);
    }
}
