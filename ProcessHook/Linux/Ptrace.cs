using System.Runtime.InteropServices;
using Entracte.ProcessHook.Tracing;

namespace Entracte.ProcessHook.Linux;

/// <summary>ptrace(2), one method a request. They work on the thread that seized the tracee and nowhere else.</summary>
internal static unsafe partial class Ptrace
{
    public const int PTRACE_O_TRACESYSGOOD = 1;
    public const int PTRACE_O_EXITKILL = 1 << 20;
    public const int PTRACE_EVENT_STOP = 128;

    private const int PTRACE_CONT = 7;
    private const int PTRACE_DETACH = 17;
    private const int PTRACE_SYSCALL = 24;
    private const int PTRACE_SETOPTIONS = 0x4200;
    private const int PTRACE_GETSIGINFO = 0x4202;
    private const int PTRACE_GETREGSET = 0x4204;
    private const int PTRACE_SETREGSET = 0x4205;
    private const int PTRACE_SEIZE = 0x4206;
    private const int PTRACE_INTERRUPT = 0x4207;
    private const int PTRACE_PEEKSIGINFO = 0x4209;
    private const int PTRACE_GETSIGMASK = 0x420a;
    private const int PTRACE_SETSIGMASK = 0x420b;
    private const int PTRACE_GET_RSEQ_CONFIGURATION = 0x420f;
    private const int PTRACE_GET_SYSCALL_USER_DISPATCH_CONFIG = 0x4211;

    private const int NT_PRSTATUS = 1;
    private const int NT_X86_XSTATE = 0x202;
    private const int SIGINFO_BYTES = 128;

    public static int TrySeize(int tid, int options) => ptrace(PTRACE_SEIZE, tid, 0, options) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <returns>0 or the errno.</returns>
    public static int TryInterrupt(int tid) => ptrace(PTRACE_INTERRUPT, tid, 0, 0) == 0 ? 0 : Marshal.GetLastPInvokeError();

    public static void SetOptions(int tid, int options) => Demand(ptrace(PTRACE_SETOPTIONS, tid, 0, options), "PTRACE_SETOPTIONS", tid);

    /// <returns>0 or the errno: ESRCH where the tracee was killed meanwhile.</returns>
    public static int TryContinue(int tid, int signal) => ptrace(PTRACE_CONT, tid, 0, signal) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Runs on to the next entry into, or exit from, a system call.</summary>
    public static int TryContinueToSyscall(int tid, int signal) => ptrace(PTRACE_SYSCALL, tid, 0, signal) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>What wait(2) said or would have said about the stop that the tracee is in; false while it runs.</summary>
    public static bool TryReadStop(int tid, out WaitStatus status)
    {
        const int SIGTRAP = 5;
        var signal = stackalloc int[SIGINFO_BYTES / sizeof(int)]; // siginfo_t: si_signo, si_errno, si_code
        status = default;
        if (ptrace(PTRACE_GETSIGINFO, tid, 0, (nint)signal) != 0)
            return false;
        // The stops of ptrace itself put their whole code into si_code (kernel/signal.c, ptrace_do_notify).
        var code = signal[0] == SIGTRAP && signal[2] == (SIGTRAP | 0x80) || signal[2] >> 8 == PTRACE_EVENT_STOP ? signal[2] : signal[0];
        status = new WaitStatus((code << 8) | 0x7f);
        return true;
    }

    public static int TryDetach(int tid) => ptrace(PTRACE_DETACH, tid, 0, 0) == 0 ? 0 : Marshal.GetLastPInvokeError();

    public static UserRegisters GetRegisters(int tid)
    {
        UserRegisters registers;
        var vector = new IoVector(&registers, sizeof(UserRegisters));
        Demand(ptrace(PTRACE_GETREGSET, tid, NT_PRSTATUS, (nint)(&vector)), "PTRACE_GETREGSET", tid);
        return registers;
    }

    public static void SetRegisters(int tid, UserRegisters registers)
    {
        var vector = new IoVector(&registers, sizeof(UserRegisters));
        Demand(ptrace(PTRACE_SETREGSET, tid, NT_PRSTATUS, (nint)(&vector)), "PTRACE_SETREGSET", tid);
    }

    /// <returns>The number of bytes that this CPU's state has; the kernel cuts off silently what does not fit.</returns>
    public static int GetExtendedState(int tid, Span<byte> state)
    {
        fixed (byte* first = state)
        {
            var vector = new IoVector(first, state.Length);
            Demand(ptrace(PTRACE_GETREGSET, tid, NT_X86_XSTATE, (nint)(&vector)), "PTRACE_GETREGSET of the extended state", tid);
            return (int)vector.Length;
        }
    }

    public static void SetExtendedState(int tid, ReadOnlySpan<byte> state)
    {
        fixed (byte* first = state)
        {
            var vector = new IoVector(first, state.Length);
            Demand(ptrace(PTRACE_SETREGSET, tid, NT_X86_XSTATE, (nint)(&vector)), "PTRACE_SETREGSET of the extended state", tid);
        }
    }

    public static ulong GetSignalMask(int tid)
    {
        ulong mask;
        Demand(ptrace(PTRACE_GETSIGMASK, tid, sizeof(ulong), (nint)(&mask)), "PTRACE_GETSIGMASK", tid);
        return mask;
    }

    public static void SetSignalMask(int tid, ulong mask)
        => Demand(ptrace(PTRACE_SETSIGMASK, tid, sizeof(ulong), (nint)(&mask)), "PTRACE_SETSIGMASK", tid);

    /// <summary>Copies up to 32 pending siginfo_t from this position of the queue; returns how many.</summary>
    public static int PeekPendingSignals(int tid, ulong position, bool shared, Span<byte> signals)
    {
        var arguments = new PeekArguments(position, shared ? 1u : 0u, signals.Length / SIGINFO_BYTES);
        fixed (byte* first = signals)
            return (int)Demand(ptrace(PTRACE_PEEKSIGINFO, tid, (nint)(&arguments), (nint)first), "PTRACE_PEEKSIGINFO", tid);
    }

    public static RseqConfiguration GetRseq(int tid)
    {
        RseqConfiguration configuration;
        Demand(ptrace(PTRACE_GET_RSEQ_CONFIGURATION, tid, sizeof(RseqConfiguration), (nint)(&configuration)), "PTRACE_GET_RSEQ_CONFIGURATION", tid);
        return configuration;
    }

    /// <summary>Whether the thread handles system calls by itself (prctl(2), PR_SET_SYSCALL_USER_DISPATCH); not told before Linux 6.4.</summary>
    public static bool DispatchesSystemCalls(int tid)
    {
        var configuration = stackalloc ulong[4]; // struct ptrace_sud_config: mode, selector, offset, length
        return ptrace(PTRACE_GET_SYSCALL_USER_DISPATCH_CONFIG, tid, 4 * sizeof(ulong), (nint)configuration) == 0 && configuration[0] != 0;
    }

    private static long Demand(long result, string request, int tid)
        => result < 0 ? throw new LinuxException(request, Marshal.GetLastPInvokeError(), $"thread {tid}") : result;

    [LibraryImport("libc", SetLastError = true)]
    private static partial long ptrace(long request, int pid, nint address, nint data);

    private readonly record struct PeekArguments(ulong Offset, uint Flags, int Count);
}
