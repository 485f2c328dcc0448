namespace Entracte.Api.Checkpoints;

/// <summary>A committed checkpoint.</summary>
public sealed record CheckpointReport
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required int Generation { get; init; }

    /// <summary>The directory of this generation.</summary>
    public required string Directory { get; init; }

    public required long SizeBytes { get; init; }
    public required int ProcessCount { get; init; }

    /// <summary>How long the computation stood still.</summary>
    public required double PauseMilliseconds { get; init; }

    /// <summary>From the order to the commit.</summary>
    public required double TotalMilliseconds { get; init; }

    public bool Killed { get; init; }
    public IReadOnlyList<PhaseDuration> Phases { get; init; } = [];

    /// <summary>Generations that were removed after the commit.</summary>
    public IReadOnlyList<int> Removed { get; init; } = [];

    /// <summary>On how many nodes every part of it lies.</summary>
    public int Copies { get; init; }

    /// <summary>What went wrong once the image was safe.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
