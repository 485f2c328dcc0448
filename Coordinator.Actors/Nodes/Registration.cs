using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Nodes;

/// <summary>A computation as a node knows it: what was registered there, and which of its roots are alive.</summary>
[MessagePackObject]
public sealed record Registration : IEntracteMessage
{
    [Key(0)] public string ComputationId { get; init; } = "";
    [Key(1)] public string Name { get; init; } = "";
    [Key(2)] public string ImagesDirectory { get; init; } = "";
    [Key(3)] public double IntervalSeconds { get; init; }
    [Key(4)] public int Keep { get; init; }

    /// <summary>Alive when the node last looked.</summary>
    [Key(5)] public ProcessSummary[] Roots { get; init; } = [];

    /// <summary>All nodes that have roots of it, as the coordinator has told them; empty where this one has all. A new coordinator learns here of those that do not report.</summary>
    [Key(6)] public string[] Nodes { get; init; } = [];
    [Key(7)] public StandingOrders Standing { get; init; } = StandingOrders.None;
    [Key(8)] public RecoveryPolicy Policy { get; init; } = RecoveryPolicy.Nothing;

    /// <summary>Every restart begins a later one than all before it; what runs of an earlier one has been replaced. 0: as it was launched.</summary>
    [Key(9)] public long Life { get; init; }

    /// <summary>A coordinator has had it stopped on this node, because another one was lost.</summary>
    [Key(10)] public bool IsHeld { get; init; }
}
