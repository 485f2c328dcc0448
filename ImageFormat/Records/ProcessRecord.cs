using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>One process, without its threads, memory and descriptors, which have records of their own. All ids are those that the process itself sees.</summary>
[MessagePackObject]
public sealed record ProcessRecord
{
    [Key(0)]
    public int Pid { get; init; }

    /// <summary>0 when the parent is outside of the computation.</summary>
    [Key(1)]
    public int ParentPid { get; init; }

    /// <summary>0 when it is one that the computation did not make, such as that of the shell.</summary>
    [Key(2)]
    public int ProcessGroup { get; init; }

    /// <summary>0 when it is one that the computation did not make, such as that of the shell.</summary>
    [Key(3)]
    public int Session { get; init; }

    /// <summary>The signal the parent gets when this process ends; 17 (SIGCHLD) for ordinary children.</summary>
    [Key(4)]
    public int ExitSignal { get; init; }

    /// <summary>The text of the command line, for people; arguments separated by spaces.</summary>
    [Key(5)]
    public string CommandLine { get; init; } = "";

    [Key(6)]
    public MachineRecord Machine { get; init; } = new();

    [Key(7)]
    public AddressSpaceRecord AddressSpace { get; init; } = new();

    [Key(8)]
    public CredentialsRecord Credentials { get; init; } = new();

    [Key(9)]
    public string WorkingDirectory { get; init; } = "";

    [Key(10)]
    public string RootDirectory { get; init; } = "";

    [Key(11)]
    public int FileModeMask { get; init; }

    /// <summary>In the order of the RLIMIT_ constants (getrlimit(2)).</summary>
    [Key(12)]
    public ResourceLimitRecord[] ResourceLimits { get; init; } = [];

    /// <summary>Index 0 is signal 1.</summary>
    [Key(13)]
    public SignalActionRecord[] SignalActions { get; init; } = [];

    /// <summary>Signals that wait for the process as a whole, oldest first: <c>siginfo_t</c> of 128 bytes each.</summary>
    [Key(14)]
    public byte[][] PendingSignals { get; init; } = [];

    /// <summary>ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF.</summary>
    [Key(15)]
    public IntervalTimerRecord[] IntervalTimers { get; init; } = [];

    [Key(16)]
    public PosixTimerRecord[] PosixTimers { get; init; } = [];

    /// <summary>/proc/PID/oom_score_adj.</summary>
    [Key(17)]
    public int OutOfMemoryScoreAdjustment { get; init; }

    /// <summary>personality(2).</summary>
    [Key(18)]
    public uint Personality { get; init; }

    /// <summary>prctl(2), PR_SET_NO_NEW_PRIVS: of all threads. What each has of its own is in its record.</summary>
    [Key(19)]
    public bool NoNewPrivileges { get; init; }

    /// <summary>prctl(2), PR_SET_CHILD_SUBREAPER.</summary>
    [Key(20)]
    public bool ChildSubreaper { get; init; }

    /// <summary>/proc/PID/coredump_filter.</summary>
    [Key(21)]
    public uint CoreDumpFilter { get; init; }

    /// <summary>Children that wait to be asked about.</summary>
    [Key(22)]
    public EndedChildRecord[] EndedChildren { get; init; } = [];

    /// <summary>The signal by which the process stands stopped (job control), 0 when it runs.</summary>
    [Key(23)]
    public int StopSignal { get; init; }

    /// <summary>prctl(2), PR_SET_PDEATHSIG; 0 for none.</summary>
    [Key(24)]
    public int ParentDeathSignal { get; init; }

    /// <summary>prctl(2), PR_SET_DUMPABLE.</summary>
    [Key(25)]
    public bool IsDumpable { get; init; } = true;

    /// <summary>pkey_alloc(2): the keys that are allocated, without 0, which always is.</summary>
    [Key(26)]
    public int[] ProtectionKeys { get; init; } = [];

    /// <summary>Whether root, working directory and mask of file modes are one with those of its parent (clone(2), CLONE_FS).</summary>
    [Key(27)]
    public bool SharesFilePlaces { get; init; }

    /// <summary>Where the main thread has ended before the others; then all thread records are of others.</summary>
    [Key(28)]
    public EndedThreadRecord? EndedMainThread { get; init; }

    /// <summary>Whether its descriptors are those of its parent (clone(2), CLONE_FILES): then they are in the file of the first one who shares them, and there are none in this.</summary>
    [Key(29)]
    public bool SharesDescriptors { get; init; }

    /// <summary>Whether its parent has been told that it has stopped (wait(2), WUNTRACED). Said only of those who have one in the computation.</summary>
    [Key(30)]
    public bool IsStopTold { get; init; }

    /// <summary>Whether its parent has not been told yet that it has gone on after a stop (wait(2), WCONTINUED).</summary>
    [Key(31)]
    public bool HasContinued { get; init; }
}
