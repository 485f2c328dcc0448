using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>A committed image.</summary>
[MessagePackObject]
public sealed record CheckpointResult : IEntracteMessage
{
    [Key(0)] public string ComputationId { get; init; } = "";
    [Key(1)] public string Name { get; init; } = "";
    [Key(2)] public int Generation { get; init; }

    /// <summary>The directory of this generation, absolute.</summary>
    [Key(3)] public string Directory { get; init; } = "";

    /// <summary>All files of the image together.</summary>
    [Key(4)] public long SizeBytes { get; init; }

    /// <summary>From the first thread seized to the last thread let go, the longest of all nodes. With Kill: to the end.</summary>
    [Key(5)] public double PauseMilliseconds { get; init; }

    /// <summary>In the order in which they happened, with the barrier that ended each. Their sum is <see cref="TotalMilliseconds"/>.</summary>
    [Key(6)] public PhaseTime[] Phases { get; init; } = [];
    [Key(7)] public double TotalMilliseconds { get; init; }
    [Key(8)] public ProcessSummary[] Processes { get; init; } = [];
    [Key(9)] public bool Killed { get; init; }

    /// <summary>Generations that were removed after the commit because of Keep.</summary>
    [Key(10)] public int[] Removed { get; init; } = [];

    /// <summary>What went wrong after the image was safe, in sentences; mostly empty.</summary>
    [Key(11)] public string[] Warnings { get; init; } = [];

    /// <summary>On how many nodes every part lies. Fewer than were asked for is told among the warnings.</summary>
    [Key(12)] public int Copies { get; init; } = 1;
}
