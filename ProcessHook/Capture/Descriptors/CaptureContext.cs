using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;

namespace Entracte.ProcessHook.Capture.Descriptors;

/// <summary>What the kinds need to know of the whole computation, and where they put what is more than a record of an open file.</summary>
public sealed class CaptureContext
{
    private readonly Dictionary<int, int> pids;
    private readonly Lazy<IReadOnlyDictionary<uint, UnixDiagnostics.Entry>> unixSockets = new(UnixDiagnostics.Read);

    private readonly Lazy<IReadOnlyDictionary<ulong, ulong>> tcpMates;
    private readonly Lazy<IReadOnlyList<TcpTable.Entry>> tcpSockets = new(TcpTable.Read);
    private readonly Lazy<Sockets.ClosedEnds> closedEnds;
    private readonly Lazy<TerminalPairs> terminals;

    internal CaptureContext(IReadOnlyList<DescriptorSource> members, IReadOnlyList<OpenFile> files, ImageIds ids, DescriptorPolicy policy, UnnamedFiles unnamedFiles)
    {
        Members = members;
        Files = files;
        Ids = ids;
        Policy = policy;
        UnnamedFiles = unnamedFiles;
        pids = members.ToDictionary(member => member.HostPid, member => member.Pid);
        Remote = new Sockets.RemoteConnections(this);
        terminals = new(() => new TerminalPairs(files, ids));
        tcpMates = new(() => Sockets.TcpConnections.FindMates(files));
        closedEnds = new(() => new Sockets.ClosedEnds(TcpSockets));
        BySocket = files.Where(file => file.Status.IsSocket).ToDictionary(file => (uint)file.Status.Inode);
        ByDescriptor = files.SelectMany(file => file.Holders.Select(held => (held, file))).ToDictionary(pair => (pair.held.Member.HostPid, pair.held.Number), pair => pair.file);
    }

    public IReadOnlyList<DescriptorSource> Members { get; }

    /// <summary>All open files, leaders in the order of the members.</summary>
    public IReadOnlyList<OpenFile> Files { get; }

    /// <summary>By host pid and number.</summary>
    public IReadOnlyDictionary<(int HostPid, int Number), OpenFile> ByDescriptor { get; }

    /// <summary>Sockets by inode; a socket has one open file only.</summary>
    public IReadOnlyDictionary<uint, OpenFile> BySocket { get; }

    /// <summary>All unix sockets of the network namespace, by inode.</summary>
    public IReadOnlyDictionary<uint, UnixDiagnostics.Entry> UnixSockets => unixSockets.Value;

    /// <summary>The options that programs have set.</summary>
    internal Sockets.SocketOptions SocketOptions { get; } = new();

    /// <summary>For each end of a TCP connection within the computation, the other one.</summary>
    public IReadOnlyDictionary<ulong, ulong> TcpMates => tcpMates.Value;

    /// <summary>All TCP sockets of the network namespace.</summary>
    public IReadOnlyList<TcpTable.Entry> TcpSockets => tcpSockets.Value;

    /// <summary>Those of them that have been closed but are still there for their other ends.</summary>
    internal Sockets.ClosedEnds ClosedEnds => closedEnds.Value;

    /// <summary>Ends of TCP connections whose other end has been closed but has not sent all yet.</summary>
    public HashSet<ulong> Abandoned { get; } = [];

    /// <summary>Connections to other hosts.</summary>
    internal Sockets.RemoteConnections Remote { get; }

    public ImageIds Ids { get; }

    public DescriptorPolicy Policy { get; }

    public UnnamedFiles UnnamedFiles { get; }

    /// <summary>Pipes and FIFOs by device and inode.</summary>
    public Dictionary<FileIdentity, CapturedPipe> Pipes { get; } = [];

    /// <summary>POSIX message queues by device and inode.</summary>
    public Dictionary<FileIdentity, CapturedQueue> PosixQueues { get; } = [];

    /// <summary>Pseudo terminals whose masters members hold.</summary>
    internal TerminalPairs Terminals => terminals.Value;

    public List<Obstacle> Obstacles { get; } = [];

    /// <summary>What will not be quite as it was after a restart; no reason to refuse.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>A member's pid as the computation sees it, or null for a process outside.</summary>
    public int? PidOf(int hostPid) => pids.TryGetValue(hostPid, out var pid) ? pid : null;

    /// <summary>The member in whose file an open file is kept. Of one that is on its way through a socket this process has the only descriptor, and who will receive it is the leader.</summary>
    public int HostPidOf(OpenFile file) => pids.First(pair => pair.Value == file.Leader.Member.Pid).Key;

    /// <summary>By host pid, the members' pids as the computation sees them.</summary>
    internal IReadOnlyDictionary<int, int> Pids => pids;

    /// <summary>A process group as the computation sees it, or 0 when no member is in it. Its leader may have ended, so that only its other members know what it is called among themselves.</summary>
    public int GroupOf(int hostGroup)
    {
        var member = hostGroup <= 0 ? null : Members.FirstOrDefault(member => ProcessStat.Of(member.HostPid).HostProcessGroup == hostGroup);
        return member is null ? 0 : ProcessStatus.Of(member.HostPid).OwnProcessGroup;
    }

    /// <summary>Reports that a descriptor stands in the way.</summary>
    public OpenFileRecord? Refuse(OpenFile file, string what, string remedy, bool isTransient = false)
    {
        Obstacles.Add(new Obstacle(file.Leader.Member.Pid, file.Leader.Number, what, remedy, isTransient));
        return null;
    }

    /// <summary>Whether the policy has a checkpoint refused because of this connection or pipe to the outside.</summary>
    /// <param name="cameIn">It came in through a listening socket of the computation.</param>
    public bool RefusesExternal(bool cameIn) => Policy.External switch
    {
        ExternalPolicy.Refuse => true,
        ExternalPolicy.KeepListening => !cameIn,
        _ => false,
    };

    public void Note(OpenFile file, string note) => Notes.Add($"pid {file.Leader.Member.Pid}, descriptor {file.Leader.Number}: {KernelText.ForPeople(note)}");
}
