using MessagePack;

namespace Entracte.Coordinator.Attempts;

/// <summary>
/// Names one attempt for ever: every order and every answer carries it, and who holds another key refuses them. The generation alone would not do,
/// because a number whose attempt failed is given again.
/// </summary>
[MessagePackObject]
public sealed record AttemptKey
{
    /// <summary>Incarnation of the coordinator that orders.</summary>
    [Key(0)] public long Epoch { get; init; }
    [Key(1)] public string ComputationId { get; init; } = "";

    /// <summary>Serial number of the checkpoint that is taken or restarted; 0 for a kill.</summary>
    [Key(2)] public int Generation { get; init; }

    /// <summary>Counts the attempts of one epoch.</summary>
    [Key(3)] public long Serial { get; init; }
    [Key(4)] public RouteKind Kind { get; init; }

    /// <summary>Fit for an actor's name.</summary>
    [IgnoreMember] public string ActorName => $"{Kind}-{Epoch}-{Serial}";

    public override string ToString() => $"{Kind} of {ComputationId}, generation {Generation}, epoch {Epoch}";
}
