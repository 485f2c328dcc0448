using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>A main thread that has ended before the others (pthread_exit(3)): what is still seen of it, under the pid of its process.</summary>
[MessagePackObject]
public sealed record EndedThreadRecord
{
    /// <summary>In the form of wait(2); seen in /proc/PID/task/PID/stat only: what the process leaves is the status of its last thread.</summary>
    [Key(0)]
    public int ExitStatus { get; init; }

    /// <summary>/proc/PID/comm.</summary>
    [Key(1)]
    public string Name { get; init; } = "";

    [Key(2)]
    public SchedulingRecord Scheduling { get; init; } = new();
}
