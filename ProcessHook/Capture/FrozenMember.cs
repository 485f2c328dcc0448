using Entracte.ProcessHook.Capture.Memory;
using Entracte.ProcessHook.Capture.Processes;
using Entracte.ProcessHook.Capture.Threads;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;
using Entracte.ProcessHook.Tracing;

namespace Entracte.ProcessHook.Capture;

/// <summary>A process of the computation that stands still, and what was read about it before anything of ours came into it.</summary>
public sealed class FrozenMember
{
    private FrozenMember(FrozenProcess process)
    {
        Process = process;
        Status = ProcessStatus.Of(LivingTid);
        Stat = ProcessStat.Of(LivingTid);
        EndedMainThread = LivingTid == HostPid ? null : ProcessStat.OfThread(HostPid, HostPid);
        Pid = Status.OwnPid;
        var tids = process.Threads.Select(thread => thread.Tid).Append(HostPid).Distinct();
        // In our own pid namespace they are the same, and a thousand threads need not be asked.
        OwnTids = Status.NamespacePids.Length == 1 ? tids.ToDictionary(tid => tid, tid => tid) : PidTranslation.OwnTidsOf(HostPid, tids);
    }

    public FrozenProcess Process { get; }

    public int HostPid => Process.HostPid;

    /// <summary>The first thread that lives, by which everything that is the process's own is found; the main thread as a rule, see <see cref="LivingThread"/>.</summary>
    public int LivingTid => Process.Threads[0].Tid;

    /// <summary>As the process sees itself.</summary>
    public int Pid { get; }

    /// <summary>Of the process, and of <see cref="LivingTid"/> where it tells of a thread.</summary>
    public ProcessStatus Status { get; }

    /// <summary>Of the process, and of <see cref="LivingTid"/> where it tells of a thread.</summary>
    public ProcessStat Stat { get; }

    /// <summary>Of a main thread that has ended before the others; null where it lives.</summary>
    public ProcessStat? EndedMainThread { get; }

    /// <summary>Thread ids as we see them, and as the threads do; also that of a main thread that has ended.</summary>
    public IReadOnlyDictionary<int, int> OwnTids { get; }

    /// <summary>The mappings, without the hook's.</summary>
    public IReadOnlyList<MemoryArea> Areas { get; private set; } = [];

    /// <summary>Pages of the process's own, in all mappings; those of files and shared memory that it has not changed are not among them.</summary>
    public IReadOnlyList<PageMapRegion> OwnPages { get; private set; } = [];

    /// <summary>The threads as they stopped, the main thread first, unless it has ended before the others.</summary>
    internal IReadOnlyList<ThreadSight> Threads { get; private set; } = [];

    /// <summary>Signals that wait for the process as a whole: siginfo_t of 128 bytes each.</summary>
    internal byte[] PendingSignals { get; private set; } = [];

    /// <summary>CRC-32C of the vdso; 0 without one.</summary>
    internal uint VdsoChecksum { get; private set; }

    public HookSession Hook => Process.Hook ?? throw new InvalidOperationException($"the hook is not inside process {HostPid}");

    public static FrozenMember Of(FrozenProcess process) => new(process);

    /// <summary>
    /// Looks at the memory, and perhaps at the threads. To be done before the hook comes in: its mapping could grow together with a neighbour, and it borrows a few bytes of the vdso.
    /// </summary>
    /// <param name="isAlone">
    /// Other processors have nothing to do: they look at the threads at the same time. For both, flags of areas and pages, the kernel walks through all page tables.
    /// </param>
    public void Look(bool isAlone)
    {
        if (isAlone)
        {
            SideBySide.Run(isLong: true, LookAtAreas, LookAtOwnPages, () => Process.Tracer.Run(LookAtThreads));
        }
        else
        {
            LookAtAreas();
            LookAtOwnPages();
        }

        if (Areas.FirstOrDefault(AreaKinds.IsVdso) is { } vdso)
            VdsoChecksum = MachineCapture.ChecksumOfVdso(LivingTid, vdso);
    }

    /// <summary>The kernel walks once through the page tables of a process that still runs, and finds them and the descriptions of the pages in the processors' caches when it stands still.</summary>
    public static void Rehearse(int hostPid)
    {
        try
        {
            var tid = LivingThread.Find(hostPid) ?? hostPid;
            if (ProcessStatus.Of(tid).ResidentBytes > RehearsedBytesMax)
                return;
            _ = MemoryAreas.Of(tid);
            _ = Capture.Memory.OwnPages.Scan(tid, AddressSpaceEnd);
        }
        catch (LinuxException)
        {
            // It has ended, or is not ours: who suspends it says so.
        }
    }

    /// <summary>Of more the caches would keep too little.</summary>
    private const long RehearsedBytesMax = 512 << 20;

    /// <summary>Puts the hook in. Before that it is looked at the threads, unless that has been done: it borrows registers and mask of one.</summary>
    /// <returns>Its way, as <see cref="HookInjector"/> says.</returns>
    internal IEnumerable<Tracee> LookAtThreadsAndEnter()
    {
        if (Threads.Count == 0)
            LookAtThreads();
        foreach (var step in Process.Enter())
            yield return step;
    }

    private void LookAtAreas() => Areas = [.. MemoryAreas.Of(LivingTid).Where(area => area.Start < AddressSpaceEnd)];

    private void LookAtOwnPages() => OwnPages = Capture.Memory.OwnPages.Scan(LivingTid, AddressSpaceEnd);

    private void LookAtThreads()
    {
        Threads = [.. Process.Threads.Select(ThreadSight.Of)];
        PendingSignals = Process.Threads[0].PeekPendingSignals(shared: true);
    }

    /// <summary>Where user space ends with four levels of page tables; the legacy [vsyscall] page lies above.</summary>
    private const ulong AddressSpaceEnd = 0x7ffffffff000;
}
