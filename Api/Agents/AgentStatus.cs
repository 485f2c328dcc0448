namespace Entracte.Api.Agents;

/// <summary>What the node agent looks after.</summary>
public sealed record AgentStatus
{
    public required int Pid { get; init; }
    public required string Version { get; init; }
    public required string RuntimeDirectory { get; init; }

    /// <summary>What the other nodes and the images call this machine.</summary>
    public string? Node { get; init; }

    /// <summary>The node where the coordinator runs.</summary>
    public string? CoordinatorNode { get; init; }

    /// <summary>All nodes that the coordinator knows, this one among them.</summary>
    public IReadOnlyList<NodeStatus> Nodes { get; init; } = [];
    public IReadOnlyList<ComputationStatus> Computations { get; init; } = [];
}
