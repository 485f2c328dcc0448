using System.Diagnostics;
using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Descriptors;
using Entracte.ProcessHook.Capture.Descriptors.Sockets;
using Entracte.ProcessHook.Capture.Memory;
using Entracte.ProcessHook.Capture.Processes;
using Entracte.ProcessHook.Capture.SystemV;
using Entracte.ProcessHook.Capture.Threads;
using Entracte.ProcessHook.Connections;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;
using Entracte.ProcessHook.Restore.Processes;
using Entracte.ProcessHook.Tracing;

namespace Entracte.ProcessHook.Capture;

/// <summary>
/// One machine's part of one checkpoint, step by step. The steps come in the order of the members below, each once; barriers over many
/// machines fit between them. It may be called from any thread, one step at a time, except that <see cref="Write"/> may run for several processes at once.
/// Whatever fails: <see cref="Dispose"/> lets everything run on as if nothing had happened.
/// </summary>
public sealed partial class Cut(TracerThreads tracers, CutOptions options) : IDisposable
{
    private const int RLIMIT_FSIZE = 1;
    private readonly List<FrozenMember> members = [];
    private readonly List<PhaseRecord> phases = [];
    private readonly ImageIds ids = new();
    private readonly Dictionary<int, MemberInventory> inventories = [];
    private DescriptorInventory? descriptors;
    private SharedObjects? sharedObjects;
    private SystemVInventory? systemV;
    private readonly List<PosixQueueRecord> posixQueues = [];
    private MemberSearch? search;
    private QuietHeap? heap;
    private StagingMemory? staging;
    private volatile HookSession[] hooks = [];
    private volatile bool isGivenUp;
    private long suspendedAt;

    /// <summary>How long each step took.</summary>
    public IReadOnlyList<PhaseRecord> Phases => phases;

    /// <summary>From the first order to stand still to the last to go on; zero before.</summary>
    public TimeSpan Pause { get; private set; }

    /// <summary>What will not be quite as it was after a restart.</summary>
    public IReadOnlyList<string> Notes { get; private set; } = [];

    /// <summary>Looks around and makes room, while everybody runs; else the next step does.</summary>
    public void Prepare()
    {
        if (search is not null)
            return;
        search = new Suspender(tracers).Search(options.Roots, options.Mark);
        if (!options.Compress)
            staging = StagingMemory.For([.. search.Found.Select(OwnBytesOf)]);
        heap = QuietHeap.Begin();
        if (search.Found is { Count: 1 } && !options.Compress)
            FrozenMember.Rehearse(search.Found.Single());
    }

    /// <exception cref="ObstaclesException">Somebody cannot be suspended. Nobody is.</exception>
    public IReadOnlyList<MemberProcess> Suspend() => Timed("suspend", () => options.OnlyEnds ? SuspendIfPossible() : SuspendAll());

    private MemberProcess[] SuspendAll()
    {
        Prepare();
        suspendedAt = Stopwatch.GetTimestamp();
        var order = options.Roots.ToList();
        // The first root leads, also in the image: it is the one that a restart stands for.
        var frozen = new Suspender(tracers).Freeze(search!, options.SuspendTimeout);
        var inOrder = frozen.OrderBy(process => order.IndexOf(process.HostPid) is >= 0 and var place ? place : int.MaxValue).ToArray();
        members.AddRange(SideBySide.Select(inOrder, FrozenMember.Of));
        return [.. SideBySide.Select(members, member => MemberDescription.Of(member) with { ParentPid = ParentPidOf(member.HostPid) })];
    }

    /// <summary>Finds out what there is.</summary>
    /// <exception cref="ObstaclesException">With everything that cannot be captured.</exception>
    public void TakeInventory() => Timed("inventory", () =>
    {
        var tables = new SharedTables(members);
        var obstacles = members.SelectMany(Membership.ObstaclesOf)
            .Concat(MountedFiles.ObstaclesOf(members)).Concat(Membership.StrangersAmong(members)).Concat(tables.Obstacles).ToList();
        if (obstacles.Count > 0)
            throw Refusal(obstacles.Concat(SightFromOutside.ObstaclesOf(members, tables, options.Descriptors)));
        SideBySide.ForEach(members, member => member.Look(isAlone: members.Count == 1));
        tracers.Walk(members, member => member.HostPid, member => member.LookAtThreadsAndEnter());
        hooks = [.. members.Select(member => member.Hook)];
        if (isGivenUp)
            throw new OperationCanceledException("the checkpoint was given up");
        members.ForEach(member => member.Process.BeginQuestions());
        descriptors = DescriptorCapture.Take([.. members.Select(tables.SourceOf)], ids, options.Descriptors);
        Notes = descriptors.Notes;
        systemV = SystemVCapture.Take(members, obstacles);
        sharedObjects = new SharedObjects(ids, descriptors.UnnamedFiles, systemV);
        obstacles.AddRange(descriptors.Obstacles);
        var outside = new OutsideIds(members.Select(member => member.HostPid));
        var news = ChildNews.Ask(members);
        foreach (var (inventory, found) in SideBySide.Select(members, member => Examine(member, tables, outside, news, obstacles)))
        {
            inventories.Add(inventory.Member.HostPid, inventory);
            obstacles.AddRange(found);
        }
        obstacles.AddRange(TreeGrowth.ObstaclesOf(inventories.Values.Select(inventory => inventory.Process)));
        if (obstacles.Count > 0)
            throw Refusal(obstacles);
    });

    /// <summary>What the other nodes of the computation have to know of this one; known with the inventory.</summary>
    public IReadOnlyList<RemoteEnd> RemoteEnds => Taken.RemoteEnds;

    /// <summary>Brings the bytes in flight into safe keeping.</summary>
    /// <param name="mates">What connections to other hosts lead to; nothing for a computation of one node.</param>
    public void Drain(IReadOnlyList<RemoteMate>? mates = null) => Timed("drain", () =>
    {
        Taken.Drain(mates);
        var obstacles = new List<Obstacle>();
        var met = new MetObstacles(obstacles);
        foreach (var queue in Taken.PosixQueues)
        {
            if (met.Try(() => PosixQueues.Read(queue, members.Find(member => member.HostPid == queue.File.Leader.Member.HostPid)!.Hook)) is { } record)
                posixQueues.Add(record);
        }

        if (obstacles.Count > 0)
            throw Refusal(obstacles);
    });

    /// <summary>Writes the bytes of one process into its file.</summary>
    public WrittenPart Write(int hostPid, ProcessFileWriter writer) => Timed("write", () =>
    {
        var inventory = inventories[hostPid];
        // A write beyond the process's own limit on file sizes would be answered with SIGXFSZ, which ends it (setrlimit(2)).
        var isLimited = inventory.Process.ResourceLimits.ElementAtOrDefault(RLIMIT_FSIZE) is { Soft: not ulong.MaxValue };
        var memory = new MemoryWriter(inventory.Member, writer, mayWriteItself: !isLimited, isAlone: inventories.Count == 1, staging);
        if (options.Compress)
            memory.WriteOwnPagesCompressed(inventory.Memory);
        else
            memory.WriteOwnPages(inventory.Memory);
        var shared = sharedObjects!.LedBy(hostPid).ToArray();
        foreach (var item in shared)
            memory.WriteShared(item);
        return new WrittenPart(hostPid, RecordOf(inventory, shared), $"/proc/{inventory.Member.LivingTid}/root", writer.LengthBytes, memory.Staged);
    });

    /// <summary>Puts back what had to be taken out.</summary>
    public void Refill() => Timed("refill", static () => { });

    /// <summary>Lets everything run on.</summary>
    public void Resume() => Timed("resume", Release);

    /// <summary>
    /// The step that is being taken need not be finished: what waits for a hook's answer fails. The exception among the members of this class: it may be called at any time, from any thread.
    /// Who lies in the kernel, waiting for a disk that does not answer, is what everybody else would have to wait for.
    /// </summary>
    public void GiveUp()
    {
        isGivenUp = true;
        foreach (var hook in hooks)
            hook.GiveUp();
    }

    /// <summary>What was found out is forgotten, but for <see cref="Notes"/> and <see cref="Phases"/>.</summary>
    public void Dispose()
    {
        Release();
        staging?.Dispose();
        sharedObjects?.Dispose();
        descriptors?.Dispose();
        (descriptors, sharedObjects, systemV, search) = (null, null, null, null);
        inventories.Clear();
        posixQueues.Clear();
        QuietHeap.CollectSoon();
    }

    private DescriptorInventory Taken => descriptors ?? throw new InvalidOperationException("the inventory has not been taken");

    /// <summary>Several mappings may say the same of their process.</summary>
    private static ObstaclesException Refusal(IEnumerable<Obstacle> obstacles) => new("the checkpoint was refused", [.. obstacles.Distinct().OrderBy(obstacle => obstacle.Pid)]);

    private (MemberInventory Inventory, List<Obstacle> Obstacles) Examine(
        FrozenMember member, SharedTables tables, OutsideIds outside, IReadOnlyDictionary<int, ChildNews> news, IReadOnlyList<Obstacle> known)
    {
        var obstacles = new List<Obstacle>();
        var memory = MemoryCapture.Take(member, sharedObjects!, ids, obstacles);
        var process = ProcessCapture.Take(
            member, ParentOf(member), tables, memory.Files, sharedObjects!, outside, news.GetValueOrDefault(member.HostPid), options.DroppedSignal, obstacles);
        try
        {
            var threads = ThreadCapture.Take(member, obstacles);
            return (new MemberInventory(member, process with { NoNewPrivileges = threads.All(thread => thread.NoNewPrivileges) }, threads, memory), obstacles);
        }
        catch (Exception failure) when (failure is not ProcessGoneException && known.Count + obstacles.Count > 0)
        {
            // What is known is told with it; where all of that may be gone in a moment, so may this.
            throw Refusal([.. known, .. obstacles, new Obstacle(member.Pid, null, $"Its threads cannot be asked: {failure.Message}.", "Try again a little later.", IsTransient: true)]);
        }
    }

    private ProcessFileRecord RecordOf(MemberInventory inventory, IEnumerable<SharedObject> shared)
    {
        var own = Taken.Of(inventory.Member.HostPid);
        return new ProcessFileRecord
        {
            Process = inventory.Process,
            Threads = inventory.Threads,
            Mappings = inventory.Memory.Mappings,
            MappedFiles = [.. inventory.Memory.Files.Records],
            SharedMemories = [.. shared.Select(item => item.FinalRecord)],
            Descriptors = own.Descriptors,
            OpenFiles = own.OpenFiles,
            Pipes = own.Pipes,
            Queues = own.Queues,
            FileLocks = own.FileLocks,
            SemaphoreSets = [.. systemV!.Sets[inventory.Member.HostPid]],
            SemaphoreUndos = [.. systemV.Undos[inventory.Member.HostPid]],
            PosixQueues = [.. posixQueues.Where(queue => ImageIds.LeaderOf(queue.QueueId) == inventory.Member.Pid)],
            MessageQueues = [.. systemV.Queues[inventory.Member.HostPid]],
            PseudoTerminals = own.PseudoTerminals,
        };
    }

    private int ParentPidOf(int hostPid) => ParentOf(members.Find(member => member.HostPid == hostPid)!)?.Pid ?? 0;

    private FrozenMember? ParentOf(FrozenMember child) => members.Find(member => member.HostPid == child.Stat.ParentHostPid);

    private static long OwnBytesOf(int hostPid)
    {
        try
        {
            return ProcessStatus.Of(LivingThread.Find(hostPid) ?? hostPid).AnonymousBytes;
        }
        catch (LinuxException)
        {
            return 0; // it has ended; who suspends it sees that
        }
    }

    private void Release()
    {
        if (members.Count == 0)
        {
            heap?.Dispose();
            return;
        }
        var busy = members.ToLookup(member => member.Process.Hook is { IsBusy: true });
        try
        {
            LetGo(busy[false]);
        }
        finally
        {
            LetGo(busy[true]);
        }

        members.Clear();
        hooks = [];
        heap?.Dispose();
        staging?.Release();
        Pause = Stopwatch.GetElapsedTime(suspendedAt);
    }

    private void LetGo(IEnumerable<FrozenMember> some) => tracers.Walk(some, member => member.HostPid, member => member.Process.LetGo());

    private void Timed(string phase, Action action) => Timed(phase, () =>
    {
        action();
        return true;
    });

    private T Timed<T>(string phase, Func<T> action)
    {
        var begin = Stopwatch.GetTimestamp();
        var result = action();
        lock (phases)
            phases.Add(new PhaseRecord { Name = phase, DurationMicroseconds = (long)Stopwatch.GetElapsedTime(begin).TotalMicroseconds });
        return result;
    }
}
