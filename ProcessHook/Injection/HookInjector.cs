using System.Diagnostics;
using System.Runtime.InteropServices;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;
using Entracte.ProcessHook.Tracing;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Injection;

/// <summary>
/// Brings the hook into a stopped thread and out again. At each instant the thread stands where it finds home by itself, should we die (the context to return to
/// lies in the trampoline, later in a signal frame in the area). All of it runs on the tracer thread. Where the thread has to run to its next stop, its way is
/// interrupted by the <see cref="Tracee"/>, so that the same can be done to others meanwhile (<see cref="TracerThreads.Walk"/>); it has to be walked to its end.
/// </summary>
/// <param name="tracee">The thread that will run the hook; all the others of its process stay stopped.</param>
/// <param name="threadSlots">How many other threads will be asked questions.</param>
/// <param name="reached">Hears of each step.</param>
internal sealed class HookInjector(Tracee tracee, int threadSlots, Action<InjectionStep> reached) : IDisposable
{
    /// <summary>
    /// Where the area goes unless something is there already: far from heaps, stacks, libraries and what language runtimes use. It never grows together with a mapping
    /// of the program, and what a dead tracer leaves there can only be ours.
    /// </summary>
    public const ulong PreferredAreaStart = 0x2e00_0000_0000;

    private const long SYS_mmap = 9;
    private const long SYS_munmap = 11;
    private const int ENOMEM = 12;
    private const int EACCES = 13;
    private const int EMFILE = 24;
    private const ulong PROT_READ_WRITE_EXEC = 7;
    private const ulong MAP_PRIVATE_ANONYMOUS = 0x22;
    private const ulong EverySignal = ulong.MaxValue;
    private const int CallPushBytes = 8;

    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(30);

    private readonly ProcessMemory memory = new(tracee.Tid);
    private HomeContext context = null!;
    private Trampoline trampoline = null!;

    public ulong AreaStart { get; private set; }

    public ulong AreaLengthBytes { get; private set; }

    /// <summary>The hook's own socket in the process.</summary>
    public int SocketDescriptor { get; private set; }

    /// <summary>Where the slots of other threads begin.</summary>
    public ulong ThreadSlotsStart => AreaStart + Contract.AreaBytes + (ulong)SignalFrame.SizeBytes(context.ExtendedState.Length);

    /// <summary>The stride of those slots, for an extended state as large as this thread's.</summary>
    public int ThreadSlotStrideBytes => Contract.ThreadSlotBytes + Contract.ThreadStackBytes + SignalFrame.SizeBytes(context.ExtendedState.Length);

    private ulong ParametersAddress => AreaStart + Contract.ParametersOffset;

    /// <summary>Enters. At the end the hook runs.</summary>
    /// <param name="entered">Gets our end of the hook's socket.</param>
    public IEnumerable<Tracee> Enter(Action<SafeFileHandle> entered)
    {
        context = tracee.Lend();
        trampoline = Trampoline.For(tracee.Tid, memory, context);
        reached(InjectionStep.HomePrepared);
        foreach (var step in MapArea())
            yield return step;
        Fill();
        reached(InjectionStep.AreaFilled);
        PointInto(Contract.EntryInjected);
        reached(InjectionStep.PointingToHook);
        trampoline.Erase(); // while it stays, a capture of the vdso would see it
        reached(InjectionStep.TrampolineErased);
        var isServing = false;
        try
        {
            foreach (var step in RunThroughCall(InjectionStep.EnteringSocketpair))
                yield return step;
            reached(InjectionStep.SocketsMade);
            var socket = TakeSocket();
            reached(InjectionStep.SocketTaken);
            tracee.Continue();
            reached(InjectionStep.Serving);
            isServing = true;
            entered(socket);
        }
        finally
        {
            if (!isServing)
                TracerThreads.WalkAlone(UnmapAndReturn());
        }
    }

    /// <summary>Takes the serving hook out. At the end the thread is stopped, with its own registers and mask.</summary>
    public IEnumerable<Tracee> Leave()
    {
        tracee.Interrupt();
        yield return tracee;
        if (!tracee.WaitForEventStop(Stopwatch.StartNew(), StopTime))
            throw new TimeoutException($"the hook in process {tracee.HostPid} did not stop within {StopTime.TotalSeconds} s");
        if (tracee.HasEnded)
            throw new ProcessGoneException(tracee.HostPid, "the removal of the hook");
        reached(InjectionStep.Interrupted);
        PointInto(Contract.EntryLeave);
        reached(InjectionStep.PointingToLeave);
        // Before its socket it closes what we had lent it and not closed again, because something went wrong.
        do
        {
            foreach (var step in RunThroughCall())
                yield return step;
        }
        while (tracee.GetRegisters().Rdi != (ulong)SocketDescriptor);
        reached(InjectionStep.SocketClosed);
        foreach (var step in UnmapAndReturn())
            yield return step;
    }

    public void Dispose() => memory.Dispose();

    /// <summary>Into a system call and out of it again.</summary>
    /// <param name="entered">What is reached between the two.</param>
    private IEnumerable<Tracee> RunThroughCall(InjectionStep? entered = null)
    {
        tracee.BeginStep();
        yield return tracee;
        tracee.EndStep();
        if (entered is { } step)
            reached(step);
        tracee.BeginStep();
        yield return tracee;
        tracee.EndStep();
    }

    private IEnumerable<Tracee> MapArea()
    {
        AreaLengthBytes = PageAligned(Contract.AreaBytes + SignalFrame.SizeBytes(context.ExtendedState.Length) + threadSlots * ThreadSlotStrideBytes);
        trampoline.Write();
        reached(InjectionStep.TrampolineWritten);
        PointToTrampoline(SYS_mmap, PreferredAreaStart, AreaLengthBytes, PROT_READ_WRITE_EXEC, MAP_PRIVATE_ANONYMOUS);
        reached(InjectionStep.PointingToTrampoline);
        tracee.SetSignalMask(EverySignal);
        reached(InjectionStep.SignalsBlocked);
        foreach (var step in RunThroughCall(InjectionStep.EnteringMmap))
            yield return step;
        var result = (long)tracee.GetRegisters().Rax;
        if (result is < 0 and >= -4095)
        {
            ReturnToNative();
            trampoline.Erase();
            throw result switch
            {
                -EACCES => Refusal(
                    "It may not have memory that can be written and executed (PR_SET_MDWE, or a rule of the system's), and the hook needs some.",
                    "Run it without (MemoryDenyWriteExecute= of systemd)."),
                -ENOMEM => Refusal(
                    $"It has no room for the {AreaLengthBytes >> 10} KiB of memory that a hook needs: it has come to a limit (RLIMIT_AS, vm.max_map_count).",
                    "Raise that limit (prlimit --pid, sysctl)."),
                _ => new LinuxException("mmap", (int)-result, $"the hook's area in process {tracee.HostPid}"),
            };
        }
        AreaStart = (ulong)result;
        reached(InjectionStep.AreaMapped);
    }

    private Exception Refusal(string what, string remedy) => new ObstaclesException("the checkpoint was refused", [new Obstacle(ProcessStatus.Of(tracee.Tid).OwnPid, null, what, remedy)]);

    private void Fill()
    {
        var frame = AreaStart + Contract.AreaBytes;
        var parameters = new Contract.Parameters
        {
            AreaStart = AreaStart,
            AreaBytes = AreaLengthBytes,
            Home = new Contract.Home { Frame = frame, RestartError = (uint)context.RestartError },
        };
        var frameBytes = new byte[SignalFrame.SizeBytes(context.ExtendedState.Length)];
        SignalFrame.Write(frameBytes, frame, context);
        ProcessVm.Write(tracee.Tid, AreaStart, HookBlob.Code);
        ProcessVm.Write(tracee.Tid, ParametersAddress, MemoryMarshal.AsBytes(new ReadOnlySpan<Contract.Parameters>(in parameters)));
        ProcessVm.Write(tracee.Tid, frame, frameBytes);
    }

    private SafeFileHandle TakeSocket()
    {
        var result = (long)tracee.GetRegisters().Rax;
        if (result == -EMFILE)
            throw Refusal("It has no two descriptors left, which a hook needs (RLIMIT_NOFILE).", "Raise that limit (prlimit --pid), or have it close some.");
        if (result < 0)
            throw new LinuxException("socketpair", (int)-result, $"the hook in process {tracee.HostPid}");
        var parameters = ProcessVm.Read<Contract.Parameters>(tracee.Tid, ParametersAddress);
        SocketDescriptor = parameters.Socket;
        using var process = PidFd.OfThread(tracee.HostPid, tracee.Tid);
        return PidFd.GetDescriptor(process, parameters.Peer);
    }

    private IEnumerable<Tracee> UnmapAndReturn()
    {
        trampoline.Write();
        reached(InjectionStep.TrampolineWrittenAgain);
        PointToTrampoline(SYS_munmap, AreaStart, AreaLengthBytes, 0, 0);
        reached(InjectionStep.PointingToUnmap);
        foreach (var step in RunThroughCall())
            yield return step;
        reached(InjectionStep.AreaUnmapped);
        ReturnToNative();
        trampoline.Erase();
        reached(InjectionStep.TrampolineErasedAgain);
    }

    /// <summary>First the mask: a thread with its own registers and all signals blocked could not help itself.</summary>
    private void ReturnToNative()
    {
        tracee.SetSignalMask(context.SignalMask);
        reached(InjectionStep.MaskSet);
        tracee.SetRegisters(context.Native);
        tracee.TakeBack();
        reached(InjectionStep.NativeSet);
    }

    private void PointToTrampoline(long number, ulong first, ulong second, ulong third, ulong fourth)
    {
        var registers = context.Home with { Rip = trampoline.Address, Rax = (ulong)number, Rdi = first, Rsi = second, Rdx = third, R10 = fourth, R8 = ulong.MaxValue, R9 = 0 };
        tracee.SetRegisters(registers);
    }

    private void PointInto(int entry)
    {
        var registers = context.Home with { Rip = AreaStart + (ulong)entry, Rdi = ParametersAddress, Rsp = AreaStart + Contract.MessageOffset - CallPushBytes };
        registers.Eflags &= ~0x400ul; // compiled code expects the direction flag clear
        tracee.SetRegisters(registers);
    }

    private static ulong PageAligned(int bytes) => ((ulong)bytes + 4095) & ~4095ul;
}
