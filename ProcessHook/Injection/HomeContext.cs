using Entracte.ProcessHook.Tracing;

namespace Entracte.ProcessHook.Injection;

/// <summary>
/// All that a thread needs to return to what it did, without anybody's help. <see cref="Native"/> serves the normal leave, when the kernel itself restarts an
/// interrupted call and keeps the rest of its timeout. <see cref="Home"/> serves the lonely way, where the thread issues the call again from user mode.
/// </summary>
internal sealed class HomeContext
{
    private const long EINTR = 4;

    private HomeContext(UserRegisters native, UserRegisters home, int restartError, Tracee tracee, RseqConfiguration rseq)
    {
        (Native, Home, RestartError, Rseq) = (native, home, restartError, rseq);
        (ExtendedState, SignalMask) = (tracee.GetExtendedState(), tracee.GetSignalMask());
    }

    public UserRegisters Native { get; }

    public UserRegisters Home { get; }

    /// <summary>The kind of restart, 512 to 516, or 0 where no call is to be issued again.</summary>
    public int RestartError { get; }

    public byte[] ExtendedState { get; }

    public ulong SignalMask { get; }

    public RseqConfiguration Rseq { get; }

    /// <summary>Reads it from a stopped thread, on the tracer thread.</summary>
    public static HomeContext Of(Tracee tracee)
    {
        var rseq = tracee.GetRseq();
        tracee.SettleRestartableSequence(rseq);
        var native = tracee.Native;
        var home = native;
        var restartError = 0;
        if (tracee.InterruptedCall is { } call)
        {
            if (call.Number is { } number)
            {
                home.Rip -= SystemCallRestart.SyscallInstructionBytes;
                home.Rax = (ulong)number;
                restartError = call.RestartError;
            }
            else
            {
                // The kernel's restart block would not survive rt_sigreturn, and what to issue again cannot be known: what a signal would have done.
                home.Rax = unchecked((ulong)-EINTR);
            }
        }
        home.OrigRax = UserRegisters.NoSystemCall;
        return new HomeContext(native, home, restartError, tracee, rseq);
    }
}
