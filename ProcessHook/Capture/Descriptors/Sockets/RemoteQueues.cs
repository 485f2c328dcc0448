using System.Diagnostics;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture.Descriptors.Sockets;

/// <summary>
/// Bytes between hosts. Each host has its receivers' windows opened, and waits until its senders' bytes have all been acknowledged: then they are in the receivers' queues, over there.
/// What is in the queues here is known when all hosts have said so. Until then, and when the cut is given up, nothing has been read.
/// </summary>
internal sealed class RemoteQueues : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly IReadOnlyList<OpenFile> ends;
    private readonly Lock gate = new();
    private OpenWindows? windows = new();
    private QueueRecord[]? queues;

    /// <param name="ends">The ends on this host, with what the others have still to send.</param>
    public RemoteQueues(IReadOnlyList<(OpenFile File, int UnsentBytes)> ends)
    {
        this.ends = [.. ends.Select(end => end.File)];
        foreach (var (file, unsentBytes) in ends)
            windows.Add(file.Handle, unsentBytes);
        windows.Begin();
    }

    /// <exception cref="ObstaclesException">Bytes did not arrive in time.</exception>
    public void Settle()
    {
        foreach (var sender in ends.Where(sender => Ioctl.ReadInt32(sender.Handle, Ioctl.SIOCOUTQNSD) > 0))
            TcpQueues.Flush(sender);
        var begin = Stopwatch.GetTimestamp();
        for (var waiting = Unsettled(ends); waiting.Count > 0; waiting = Unsettled(waiting))
        {
            if (Stopwatch.GetElapsedTime(begin) > Patience)
                throw new ObstaclesException("the checkpoint was given up", [.. waiting.Select(Stuck)]);
            Thread.Sleep(1);
        }
    }

    /// <summary>To be called when all hosts have settled.</summary>
    public IReadOnlyList<QueueRecord> Read()
    {
        lock (gate)
        {
            if (queues is not null)
                return queues;
            var read = ends.Select(end => new QueueRecord { OwnerId = end.Id, Portions = TcpPeek.Read(end) }).Where(queue => queue.Portions.Length > 0).ToArray();
            Close();
            return queues = read;
        }
    }

    public void Dispose()
    {
        lock (gate)
            Close();
    }

    private void Close()
    {
        windows?.Dispose();
        windows = null;
    }

    private static List<OpenFile> Unsettled(IEnumerable<OpenFile> senders) => [.. senders.Where(sender => Ioctl.ReadInt32(sender.Handle, Ioctl.SIOCOUTQ) > 0)];

    private static Obstacle Stuck(OpenFile sender) => new(
        sender.Leader.Member.Pid,
        sender.Leader.Number,
        $"{Ioctl.ReadInt32(sender.Handle, Ioctl.SIOCOUTQ)} bytes that it has sent to another host have not arrived there, or do not fit into its peer's queue.",
        "Try again when the peer has read some, look after the network, or raise net.ipv4.tcp_rmem there.",
        IsTransient: true);
}
