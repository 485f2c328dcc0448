using Entracte.Api.Checkpoints;

namespace Entracte.Api.Migrations;

/// <summary>A computation that goes on elsewhere.</summary>
public sealed record MigrationReport
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required int Generation { get; init; }
    public required IReadOnlyList<string> From { get; init; }
    public required IReadOnlyList<string> To { get; init; }

    /// <summary>As their hosts see them, the first one first.</summary>
    public required IReadOnlyList<int> Pids { get; init; }

    /// <summary>Over the links between nodes; 0 where they share the images.</summary>
    public required long CarriedBytes { get; init; }

    /// <summary>How long it stood still.</summary>
    public required double PauseMilliseconds { get; init; }
    public IReadOnlyList<PhaseDuration> Phases { get; init; } = [];
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
