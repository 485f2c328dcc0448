using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>What the coordinator knows at this moment.</summary>
[MessagePackObject]
public sealed record SystemStatus : IEntracteMessage
{
    /// <summary>Incarnation of the coordinator that answers.</summary>
    [Key(0)] public long Epoch { get; init; }
    [Key(1)] public NodeStatus[] Nodes { get; init; } = [];
    [Key(2)] public ComputationStatus[] Computations { get; init; } = [];

    /// <summary>The node on which the coordinator runs that answers.</summary>
    [Key(3)] public string CoordinatorNode { get; init; } = "";
}
