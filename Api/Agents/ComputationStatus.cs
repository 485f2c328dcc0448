namespace Entracte.Api.Agents;

/// <summary>One computation as it stands.</summary>
public sealed record ComputationStatus
{
    public required string Id { get; init; }
    public required string Name { get; init; }

    /// <summary>Running, Checkpointing, Restarting, Ending or Ended.</summary>
    public required string State { get; init; }

    /// <summary>The root processes as their host sees them.</summary>
    public IReadOnlyList<int> Pids { get; init; } = [];

    /// <summary>The nodes on which they run.</summary>
    public IReadOnlyList<string> Nodes { get; init; } = [];

    public string Command { get; init; } = "";

    /// <summary>The directory under which the computation's images lie.</summary>
    public required string Images { get; init; }

    /// <summary>The last committed generation; 0 when none is known.</summary>
    public required int Generation { get; init; }

    public DateTimeOffset? LastCheckpoint { get; init; }

    /// <summary>Automatic checkpoints are this far apart; null when there are none.</summary>
    public double? IntervalSeconds { get; init; }

    /// <summary>That distance is chosen anew after each of them.</summary>
    public bool? AutomaticInterval { get; init; }

    /// <summary>What it is chosen from.</summary>
    public IntervalBasis? IntervalBasis { get; init; }

    /// <summary>The signal at which it is checkpointed and ends; null: none.</summary>
    public int? LeaveSignal { get; init; }

    public int? Keep { get; init; }

    public Recovery? Recovery { get; init; }

    /// <summary>What happened at the last crash or loss of a node, and what came of it; null: nothing has happened.</summary>
    public string? LastRollback { get; init; }

    /// <summary>Why the last attempt failed; null when it did not.</summary>
    public string? LastFailure { get; init; }
}
