using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Descriptors.Sockets;
using Entracte.ProcessHook.Connections;

namespace Entracte.ProcessHook.Capture.Descriptors;

/// <summary>
/// The descriptors of a whole computation, captured while all its processes stand still. It holds duplicates of them until disposed; taking it
/// and draining it changes nothing that the processes could notice.
/// </summary>
public sealed class DescriptorInventory : IDisposable
{
    private readonly CaptureContext context;
    private readonly Dictionary<ulong, OpenFileRecord> records;
    private readonly IReadOnlyDictionary<int, ProcessFileLockRecord[]> locks;
    private readonly IReadOnlyList<QueueRecord> unixQueues;
    private QueueRecord[] queues = [];
    private RemoteQueues? remoteQueues;

    internal DescriptorInventory(CaptureContext context, Dictionary<ulong, OpenFileRecord> records, IReadOnlyDictionary<int, ProcessFileLockRecord[]> locks,
        IReadOnlyList<QueueRecord> unixQueues)
    {
        this.context = context;
        this.records = records;
        this.locks = locks;
        this.unixQueues = unixQueues;
    }

    /// <summary>What stands in the way; the inventory is complete only when there is none.</summary>
    public IReadOnlyList<Obstacle> Obstacles => context.Obstacles;

    /// <summary>What will not be quite as it was after a restart.</summary>
    public IReadOnlyList<string> Notes => context.Notes;

    /// <summary>Memfds and unlinked files. The memory's capture looks here for what it has mapped, and writes their content.</summary>
    public UnnamedFiles UnnamedFiles => context.UnnamedFiles;

    /// <summary>What the nodes of a computation of several have to know of each other; empty for one node alone.</summary>
    public IReadOnlyList<RemoteEnd> RemoteEnds => context.Remote.Tell();

    /// <summary>Looks into all queues. To be called once nothing is in flight any more.</summary>
    /// <param name="mates">What the connections to other hosts lead to; their queues are looked into by <see cref="Of"/>, when the other hosts have come to the end of this as well.</param>
    /// <exception cref="ObstaclesException">Bytes between members did not come to rest in time, connections to other hosts stand in the way, or too much waits in queues.</exception>
    public void Drain(IReadOnlyList<RemoteMate>? mates = null)
    {
        mates ??= [];
        Resolve(mates);
        // Everybody stands still, and what follows waits for bytes: not for an attempt that cannot come to anything.
        ThrowIfObstructed();
        var met = new MetObstacles(context.Obstacles);
        remoteQueues = new RemoteQueues([.. mates.Where(mate => mate.Kind == RemoteMateKind.Member).Select(mate => (context.Files.First(file => file.Id == mate.OpenFileId), mate.UnsentBytes))]);
        var sockets = records.Values.OfType<InternetSocketRecord>().Where(socket => socket.Protocol == Linux.Socket.IPPROTO_TCP && socket.PeerNode.Length == 0)
            .ToDictionary(socket => socket.OpenFileId);
        var tcp = met.Try(new TcpQueues(sockets, context.Files.ToDictionary(file => file.Id), context.Abandoned).Read) ?? [];
        foreach (var terminal in context.Terminals.All)
            TerminalPeek.Read(terminal);
        queues = [.. unixQueues, .. tcp, .. DatagramQueues.Read(records, context, met), .. context.Pipes.Values.Select(PipePeek.Read).OfType<QueueRecord>()];
        ThrowIfObstructed();
        remoteQueues.Settle();
    }

    /// <summary>POSIX message queues, without their messages.</summary>
    public IEnumerable<CapturedQueue> PosixQueues => context.PosixQueues.Values;

    /// <summary>What one process's file has to say; complete after <see cref="Drain"/>, on all hosts.</summary>
    public MemberDescriptors Of(int hostPid)
    {
        var pid = context.PidOf(hostPid) ?? throw new ArgumentOutOfRangeException(nameof(hostPid), hostPid, "not a member");
        var descriptors = context.Files.SelectMany(file => file.Holders.Where(held => held.Member.HostPid == hostPid), (file, held) => new DescriptorRecord
        {
            Number = held.Number,
            CloseOnExec = held.Info.CloseOnExec,
            OpenFileId = file.Id,
        });
        return new MemberDescriptors(
            [.. descriptors.OrderBy(descriptor => descriptor.Number)],
            [.. records.Where(record => ImageIds.LeaderOf(record.Key) == pid).OrderBy(record => record.Key).Select(record => record.Value)],
            [.. context.Pipes.Values.Select(pipe => pipe.Record).Where(pipe => ImageIds.LeaderOf(pipe.PipeId) == pid)],
            [.. queues.Concat(remoteQueues?.Read() ?? []).Where(queue => ImageIds.LeaderOf(queue.OwnerId) == pid)],
            locks.GetValueOrDefault(hostPid, []),
            [.. context.Terminals.All.Select(terminal => terminal.Record).Where(terminal => ImageIds.LeaderOf(terminal.TerminalId) == pid)]);
    }

    /// <summary>See <see cref="QuietEnd"/>.</summary>
    public void PrepareForKill()
    {
        var elsewhere = records.Values.OfType<InternetSocketRecord>().Where(socket => socket.PeerNode.Length > 0).Select(socket => socket.OpenFileId);
        QuietEnd.Prepare(context.Files, [.. context.TcpMates.Keys, .. elsewhere]);
    }

    public void Dispose()
    {
        remoteQueues?.Dispose();
        foreach (var file in context.Files)
            file.Dispose();
        context.UnnamedFiles.Dispose();
    }

    private void ThrowIfObstructed()
    {
        if (Obstacles.Count > 0)
            throw new ObstaclesException(Obstacles.All(obstacle => obstacle.IsTransient) ? "the checkpoint was given up" : "the checkpoint was refused", [.. Obstacles]);
    }

    private void Resolve(IReadOnlyList<RemoteMate> mates)
    {
        foreach (var (file, record) in context.Remote.Resolve(mates))
        {
            if (record is not null)
                records[file.Id] = DescriptorCapture.Complete(record, file, context);
        }
    }
}
