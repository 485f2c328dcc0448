using MessagePack;

namespace Entracte.Coordinator;

/// <summary>What an interval that is chosen automatically is chosen from.</summary>
[MessagePackObject]
public sealed record IntervalBasis
{
    /// <summary>What a checkpoint is expected to cost, from the order to the commit, by those that were taken; 0 before the first.</summary>
    [Key(0)] public double CostSeconds { get; init; }

    /// <summary>What was lost on all nodes and an image helps against.</summary>
    [Key(1)] public int Failures { get; init; }

    /// <summary>How long nodes have carried computations, all nodes added up.</summary>
    [Key(2)] public double ObservedNodeSeconds { get; init; }

    /// <summary>Of all nodes of this computation together: how often one of them fails, by what was observed and what was expected before.</summary>
    [Key(3)] public double FailuresPerDay { get; init; }
}
