using Entracte.ProcessHook.Capture.Descriptors;
using Entracte.ProcessHook.Capture.Memory;
using Entracte.ProcessHook.Capture.Processes;
using Entracte.ProcessHook.Capture.Threads;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;
using Entracte.ProcessHook.Tracing;

namespace Entracte.ProcessHook.Capture;

/// <summary>A process of the computation that stands still, and what was read about it before anything of ours came into it.</summary>
public sealed class FrozenMember : IDisposable
{
    private FrozenMember(FrozenProcess process)
    {
        Process = process;
        Status = ProcessStatus.Of(process.HostPid);
        Stat = ProcessStat.Of(process.HostPid);
        Pid = Status.OwnPid;
        // In our own pid namespace they are the same, and a thousand threads need not be asked.
        OwnTids = Status.NamespacePids.Length == 1
            ? process.Threads.ToDictionary(thread => thread.Tid, thread => thread.Tid)
            : PidTranslation.OwnTidsOf(process.HostPid, process.Threads.Select(thread => thread.Tid));
    }

    public FrozenProcess Process { get; }

    public int HostPid => Process.HostPid;

    /// <summary>As the process sees itself.</summary>
    public int Pid { get; }

    public ProcessStatus Status { get; }

    public ProcessStat Stat { get; }

    /// <summary>Thread ids as we see them, and as the threads do.</summary>
    public IReadOnlyDictionary<int, int> OwnTids { get; }

    /// <summary>The mappings, without the hook's.</summary>
    public IReadOnlyList<MemoryArea> Areas { get; private set; } = [];

    /// <summary>Pages of the process's own, in all mappings; those of files and shared memory that it has not changed are not among them.</summary>
    public IReadOnlyList<PageMapRegion> OwnPages { get; private set; } = [];

    /// <summary>The threads as they stopped, the main thread first.</summary>
    internal IReadOnlyList<ThreadSight> Threads { get; private set; } = [];

    /// <summary>Signals that wait for the process as a whole: siginfo_t of 128 bytes each.</summary>
    internal byte[] PendingSignals { get; private set; } = [];

    /// <summary>CRC-32C of the vdso; 0 without one.</summary>
    internal uint VdsoChecksum { get; private set; }

    public HookSession Hook => Process.Hook ?? throw new InvalidOperationException($"the hook is not inside process {HostPid}");

    /// <summary>What the capture of descriptors must know; needs the hook inside.</summary>
    public DescriptorSource Descriptors => new(HostPid, Pid, new HashSet<int> { Hook.SocketDescriptor }) { Server = Hook };

    public static FrozenMember Of(FrozenProcess process) => new(process);

    /// <summary>To be done before the hook comes in: its mapping could grow together with a neighbour, and it borrows a few bytes of the vdso.</summary>
    public void LookAtMemory()
    {
        Areas = [.. MemoryAreas.Of(HostPid).Where(area => area.Start < AddressSpaceEnd)];
        OwnPages = Capture.Memory.OwnPages.Scan(HostPid, Areas);
        if (Areas.FirstOrDefault(AreaKinds.IsVdso) is { } vdso)
            VdsoChecksum = MachineCapture.ChecksumOfVdso(HostPid, vdso);
    }

    /// <summary>To be done on the tracer thread, and before the hook comes in, which borrows registers and mask of a thread.</summary>
    public void LookAtThreads()
    {
        Threads = [.. Process.Threads.Select(ThreadSight.Of)];
        PendingSignals = Process.Threads[0].PeekPendingSignals(shared: true);
    }

    /// <summary>Where user space ends with four levels of page tables; the legacy [vsyscall] page lies above.</summary>
    private const ulong AddressSpaceEnd = 0x7ffffffff000;

    public void Dispose() => Process.Dispose();
}
