using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>One thread. The first of a process's records is its main thread, unless that has ended. Addresses of 0 mean "not set".</summary>
[MessagePackObject]
public sealed record ThreadRecord
{
    /// <summary>As the process itself sees it.</summary>
    [Key(0)]
    public int Tid { get; init; }

    /// <summary>The general registers as ptrace(2) gives them (NT_PRSTATUS, 27 of 8 bytes), already prepared for a new life: an interrupted system
    /// call has its number in orig_rax and one of -512 to -514 in rax, so that the kernel issues it again.</summary>
    [Key(1)]
    public byte[] Registers { get; init; } = [];

    /// <summary>NT_X86_XSTATE.</summary>
    [Key(2)]
    public byte[] ExtendedState { get; init; } = [];

    /// <summary>Bit 0 is signal 1.</summary>
    [Key(3)]
    public ulong BlockedSignals { get; init; }

    /// <summary>Signals that wait for this thread, oldest first: <c>siginfo_t</c> of 128 bytes each.</summary>
    [Key(4)]
    public byte[][] PendingSignals { get; init; } = [];

    /// <summary>The kernel's <c>stack_t</c> (sigaltstack(2)).</summary>
    [Key(5)]
    public ulong AlternateStackAddress { get; init; }

    [Key(6)]
    public int AlternateStackFlags { get; init; }

    [Key(7)]
    public ulong AlternateStackSizeBytes { get; init; }

    /// <summary>get_robust_list(2).</summary>
    [Key(8)]
    public ulong RobustListHead { get; init; }

    [Key(9)]
    public ulong RobustListSizeBytes { get; init; }

    /// <summary>The address that is cleared and woken when the thread ends (set_tid_address(2)).</summary>
    [Key(10)]
    public ulong ClearTidAddress { get; init; }

    /// <summary>The registered area of restartable sequences (rseq(2)).</summary>
    [Key(11)]
    public ulong RestartableSequenceAddress { get; init; }

    [Key(12)]
    public uint RestartableSequenceSizeBytes { get; init; }

    [Key(13)]
    public uint RestartableSequenceSignature { get; init; }

    /// <summary>/proc/PID/task/TID/comm.</summary>
    [Key(14)]
    public string Name { get; init; } = "";

    [Key(15)]
    public SchedulingRecord Scheduling { get; init; } = new();

    /// <summary>prctl(2), PR_SET_TIMERSLACK.</summary>
    [Key(16)]
    public ulong TimerSlackNanoseconds { get; init; }

    /// <summary>prctl(2), PR_SET_NO_NEW_PRIVS.</summary>
    [Key(17)]
    public bool NoNewPrivileges { get; init; }

    /// <summary>prctl(2), PR_SET_TSC with PR_TSC_SIGSEGV.</summary>
    [Key(18)]
    public bool TimestampCounterFaults { get; init; }

    /// <summary>arch_prctl(2), ARCH_SET_CPUID with 0.</summary>
    [Key(19)]
    public bool CpuidFaults { get; init; }

    /// <summary>prctl(2), PR_MCE_KILL: 0 as the machine does it, 1 early, 2 late.</summary>
    [Key(20)]
    public int MemoryFailurePolicy { get; init; }
}
