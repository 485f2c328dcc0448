namespace Entracte.Api.Registrations;

/// <summary>
/// What <c>launch</c> leaves for the agent before it becomes the program. The pair of pid and start time names one process for as
/// long as the machine is up; with the boot id it does so for ever.
/// </summary>
public sealed record Registration
{
    public required string Id { get; init; }
    public required string Name { get; init; }

    /// <summary>The computation that this process has joined as one more root; null: its own, which is called by the registration's id.</summary>
    public string? Joined { get; init; }

    /// <summary>The id of the computation.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Computation => Joined ?? Id;

    public required int Pid { get; init; }

    /// <summary>Field 22 of /proc/PID/stat (proc_pid_stat(5)): clock ticks since boot, by the machine's own clock, whatever time namespace the reader is in; execve(2) does not change it.</summary>
    public required ulong StartTimeTicks { get; init; }

    /// <summary>/proc/sys/kernel/random/boot_id.</summary>
    public required string BootId { get; init; }

    /// <summary>Absolute; images of the computation are in its subdirectory NAME.</summary>
    public required string Images { get; init; }

    /// <summary>Null: no automatic checkpoints.</summary>
    public double? IntervalSeconds { get; init; }

    /// <summary>How many generations stay after a commit; null: all.</summary>
    public int? Keep { get; init; }

    /// <summary>The interval between automatic checkpoints is chosen from what they cost.</summary>
    public bool? AutomaticInterval { get; init; }

    /// <summary>The signal at which the computation is checkpointed and ends, which this process has blocked; null: none.</summary>
    public int? LeaveSignal { get; init; }

    /// <summary>The exit status then.</summary>
    public int? LeaveStatus { get; init; }

    public Agents.Recovery? Recovery { get; init; }

    /// <summary>Null: images stay where they are written.</summary>
    public Agents.CopyPolicy? Copies { get; init; }

    /// <summary>Of the computation: every restart begins a later one than all before it; 0: as it was launched.</summary>
    public long Life { get; init; }

    public IReadOnlyList<string> Command { get; init; } = [];
}
