namespace Entracte.ProcessHook.Linux;

/// <summary>A status of wait(2), with the stops that ptrace(2) adds.</summary>
internal readonly record struct WaitStatus(int Value)
{
    private const int SIGTRAP = 5;

    public bool HasEnded => (Value & 0xff) != 0x7f;

    public int StopSignal => (Value >> 8) & 0xff;

    /// <summary>The stop that PTRACE_INTERRUPT or a stopping signal causes.</summary>
    public bool IsEventStop => !HasEnded && Value >> 16 == Ptrace.PTRACE_EVENT_STOP;

    /// <summary>An event stop in which a stopping signal (not SIGTRAP) holds the whole process.</summary>
    public bool IsGroupStop => IsEventStop && StopSignal != SIGTRAP;

    public bool IsSyscallStop => Value >> 8 == (SIGTRAP | 0x80) && !HasEnded;

    /// <summary>A signal is about to be delivered and waits for the tracer to pass it on.</summary>
    public bool IsSignalStop => !HasEnded && Value >> 16 == 0 && !IsSyscallStop;
}
