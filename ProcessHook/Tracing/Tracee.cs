using System.Diagnostics;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Tracing;

/// <summary>
/// One seized and stopped thread. All members must be called on the tracer thread. While the thread runs the hook, the questions about it are answered with what
/// was found before; only <see cref="GetRegisters"/> and the setters are out of place then.
/// </summary>
public sealed partial class Tracee
{
    private const int ESRCH = 3;
    private const int SIGINFO_BYTES = 128;
    private const int StepYields = 2000; // a step takes microseconds, and more than a millisecond only where the machine is busy
    private static readonly TimeSpan DyingTime = TimeSpan.FromSeconds(2);

    private HomeContext? context;
    private (HomeContext Context, byte[] Pending, byte[] SharedPending)? lent;
    private InterruptedCall? interruptedCall;
    private bool interruptedCallIsKnown, isCollected, isCured;
    private readonly bool isOwnChild;

    private Tracee(int hostPid, int tid, bool isOwnChild) => (HostPid, Tid, this.isOwnChild) = (hostPid, tid, isOwnChild);

    /// <summary>The thread's id as this process sees it.</summary>
    public int Tid { get; }

    /// <summary>Its process, as this process sees it.</summary>
    public int HostPid { get; }

    /// <summary>
    /// The registers as found at the stop, EINTR of calls that Linux would not restart already replaced by -ERESTARTNOHAND, and a restartable sequence
    /// aborted if <see cref="SettleRestartableSequence"/> was called. What a checkpoint records, and what the thread goes on with.
    /// </summary>
    public UserRegisters Native { get; private set; }

    /// <summary>The call in which the thread was found, or null.</summary>
    public InterruptedCall? InterruptedCall
    {
        get
        {
            if (!interruptedCallIsKnown)
                interruptedCall = SystemCallRestart.Find(Tid, Native);
            interruptedCallIsKnown = true;
            return interruptedCall;
        }
    }

    /// <summary>Whether a stopping signal holds the whole process (state T), independent of us.</summary>
    public bool IsGroupStopped { get; private set; }

    /// <summary>Whether the thread has ended, killed as a rule, while it was ours.</summary>
    public bool HasEnded { get; private set; }

    internal bool IsStopped { get; private set; }

    /// <summary>Whether system calls of this thread are signals for it.</summary>
    internal bool DispatchesSystemCalls { get; private set; }

    public UserRegisters GetRegisters() => Ptrace.GetRegisters(Tid);

    public void SetRegisters(in UserRegisters registers) => Ptrace.SetRegisters(Tid, registers);

    /// <summary>The XSAVE image (NT_X86_XSTATE), in the size that this CPU has.</summary>
    public byte[] GetExtendedState()
    {
        if (lent is { } before)
            return before.Context.ExtendedState;
        Span<byte> largest = stackalloc byte[ExtendedState.BytesMax];
        return largest[..Ptrace.GetExtendedState(Tid, largest)].ToArray();
    }

    public void SetExtendedState(ReadOnlySpan<byte> state) => Ptrace.SetExtendedState(Tid, state);

    public ulong GetSignalMask() => lent?.Context.SignalMask ?? Ptrace.GetSignalMask(Tid);

    public void SetSignalMask(ulong mask) => Ptrace.SetSignalMask(Tid, mask);

    /// <summary>The pending signals, 128 bytes of siginfo_t each, oldest first; of the thread, or those shared by the process.</summary>
    public byte[] PeekPendingSignals(bool shared)
    {
        if (lent is { } before)
            return shared ? before.SharedPending : before.Pending;
        Span<byte> portion = stackalloc byte[32 * SIGINFO_BYTES];
        var all = Array.Empty<byte>();
        for (int count; (count = Ptrace.PeekPendingSignals(Tid, (ulong)(all.Length / SIGINFO_BYTES), shared, portion)) > 0;)
            all = [.. all, .. portion[..(count * SIGINFO_BYTES)]];
        return all;
    }

    public RseqConfiguration GetRseq() => lent?.Context.Rseq ?? Ptrace.GetRseq(Tid);

    /// <summary>The head of the robust futex list and its length, get_robust_list(2).</summary>
    public (ulong Head, ulong LengthBytes) GetRobustList() => RobustList.Get(Tid);

    /// <summary>
    /// Where the thread stands inside a restartable sequence, puts <see cref="Native"/> to its abort handler, as the kernel would on its next resume. Needed
    /// before anything else runs in the thread, and for the image: afterwards nobody knows about the sequence any more.
    /// </summary>
    public void SettleRestartableSequence(RseqConfiguration rseq)
        => Native = Native with { Rip = RestartableSequence.Settle(Tid, rseq, Native.Rip) };

    /// <summary>What the thread needs to go home, as it was found at its stop; asked for once.</summary>
    internal HomeContext Context => context ??= HomeContext.Of(this);

    /// <summary>From now on the thread runs the hook.</summary>
    internal HomeContext Lend()
    {
        var context = Context;
        lent = (context, PeekPendingSignals(shared: false), PeekPendingSignals(shared: true));
        return context;
    }

    /// <summary>The thread has its own registers and mask again.</summary>
    internal void TakeBack() => lent = null;

    /// <returns>Whether the thread is ours now; false where it has ended.</returns>
    internal static bool TrySeize(int hostPid, int tid, int options, bool isOwnChild, out Tracee tracee)
    {
        tracee = new Tracee(hostPid, tid, isOwnChild);
        var errno = Ptrace.TrySeize(tid, options | Ptrace.PTRACE_O_TRACESYSGOOD);
        if (errno == 0)
            return true;
        if (errno == ESRCH || TaskList.HasEnded(hostPid, tid))
            return false;
        throw TraceRefusal.Of(hostPid, tid, errno);
    }

    internal void Interrupt() => Heed(Ptrace.TryInterrupt(Tid));

    /// <summary>Waits until the interrupt has stopped the thread, passing on signals that come first.</summary>
    /// <returns>Whether it has stopped, or ended, within the time.</returns>
    internal bool WaitForEventStop(Stopwatch clock, TimeSpan timeout)
    {
        var patience = new Patience();
        while (!IsStopped && !HasEnded)
        {
            if (TryTakeStatus(out var status))
                Look(status);
            else if (IsDead(patience))
                HasEnded = true;
            else if (clock.Elapsed > timeout)
                return false;
            else
                patience.Pause();
        }
        return true;
    }

    /// <summary>Takes note of the registers at the stop and cures at once what Linux would let fail: EINTR that the program never had to expect.</summary>
    internal void TakeNative()
    {
        var registers = GetRegisters();
        if (SystemCallRestart.MustBePatched(registers))
        {
            registers.Rax = unchecked((ulong)-Tracing.InterruptedCall.RestartNoHand);
            SetRegisters(registers);
        }
        Native = registers;
        DispatchesSystemCalls = Ptrace.DispatchesSystemCalls(Tid);
        isCured = true;
        interruptedCallIsKnown = false;
        context = null;
    }

    /// <summary>Runs to the next entry into or exit from a system call. All signals but SIGKILL and SIGSTOP are blocked by now.</summary>
    internal void StepToSyscallStop()
    {
        BeginStep();
        EndStep();
    }

    /// <summary>The first half of a step, so that many threads can take theirs at the same time.</summary>
    internal void BeginStep() => Heed(HasEnded ? 0 : Ptrace.TryContinueToSyscall(Tid, 0));

    internal void EndStep()
    {
        while (true)
        {
            var status = HasEnded ? default : TakeStatus();
            HasEnded |= status.HasEnded;
            if (HasEnded)
                throw new ProcessGoneException(HostPid, "a step of the hook");
            if (status.IsSyscallStop)
                return;
            IsGroupStopped |= status.IsGroupStop;
            Heed(Ptrace.TryContinueToSyscall(Tid, status.IsSignalStop ? status.StopSignal : 0));
        }
    }

    internal void Continue()
    {
        IsStopped = false;
        Heed(Ptrace.TryContinue(Tid, 0));
    }

    /// <summary>
    /// For a running thread that should serve us: a stopping signal, which cannot be blocked, makes it stop for us first; it goes on, while the process as such
    /// counts as stopped.
    /// </summary>
    internal void KeepRunning()
    {
        while (!HasEnded && TryTakeStatus(out var status))
        {
            HasEnded |= status.HasEnded;
            IsGroupStopped |= status.IsGroupStop;
            if (!HasEnded)
                Heed(Ptrace.TryContinue(Tid, status.IsSignalStop ? status.StopSignal : 0));
        }
    }

    /// <summary>For a thread whose process counts as stopped: it runs all the same, until the next interrupt, and stops again when it is let go (ptrace(2), "Group-stop").</summary>
    internal void RunWhileStopped()
    {
        isCured = false;
        Continue();
    }

    internal void SetOptions(int options) => Ptrace.SetOptions(Tid, options | Ptrace.PTRACE_O_TRACESYSGOOD);

    internal void Detach()
    {
        IsStopped = false;
        Heed(Ptrace.TryDetach(Tid));
    }
}
