using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>One computation as it stands.</summary>
[MessagePackObject]
public sealed record ComputationStatus : IEntracteMessage
{
    [Key(0)] public string Id { get; init; } = "";
    [Key(1)] public string Name { get; init; } = "";
    [Key(2)] public ComputationPhase Phase { get; init; }

    /// <summary>The barrier that is awaited while it is checkpointed or restarted; otherwise empty.</summary>
    [Key(3)] public string Barrier { get; init; } = "";

    /// <summary>The registered roots; descendants are found at a checkpoint.</summary>
    [Key(4)] public ProcessSummary[] Roots { get; init; } = [];
    [Key(5)] public string ImagesDirectory { get; init; } = "";

    /// <summary>0: none is taken by itself. Where it is chosen automatically: as it is chosen now.</summary>
    [Key(6)] public double IntervalSeconds { get; init; }

    /// <summary>0: no image has been committed since the coordinator knows of it.</summary>
    [Key(7)] public int LastGeneration { get; init; }

    /// <summary>0: never.</summary>
    [Key(8)] public long LastCheckpointUnixMilliseconds { get; init; }

    /// <summary>Why the last attempt failed; empty when it did not.</summary>
    [Key(9)] public string LastFailure { get; init; } = "";
    [Key(10)] public int Keep { get; init; }
    [Key(11)] public StandingOrders Standing { get; init; } = StandingOrders.None;
    [Key(12)] public RecoveryPolicy Policy { get; init; } = RecoveryPolicy.Nothing;

    /// <summary>See <see cref="Sequel.Life"/>.</summary>
    [Key(13)] public long Life { get; init; }

    /// <summary>What happened at the last crash or loss of a node, and what came of it; empty: nothing has happened.</summary>
    [Key(14)] public string LastRollback { get; init; } = "";

    /// <summary>What is left of it is stopped because a node was lost.</summary>
    [Key(15)] public bool IsSuspended { get; init; }

    /// <summary>Of what an interval is chosen; null where none is chosen automatically.</summary>
    [Key(16)] public IntervalBasis? IntervalBasis { get; init; }
}
