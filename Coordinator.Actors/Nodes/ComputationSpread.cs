using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Nodes;

/// <summary>The coordinator tells the nodes of a computation which of them have roots of it: they remember it for a coordinator that comes later.</summary>
[MessagePackObject]
public sealed record ComputationSpread : IEntracteMessage
{
    [Key(0)] public string ComputationId { get; init; } = "";

    /// <summary>In order of their names; empty where one node has all.</summary>
    [Key(1)] public string[] Nodes { get; init; } = [];
}
