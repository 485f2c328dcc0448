using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>What has become of the computations of a node that was to be emptied.</summary>
[MessagePackObject]
public sealed record EvictionResult : IEntracteMessage
{
    [Key(0)] public string Node { get; init; } = "";
    [Key(1)] public MigrationResult[] Moved { get; init; } = [];

    /// <summary>What is still there, with the reason; nothing when the node is empty.</summary>
    [Key(2)] public EvictionRest[] Left { get; init; } = [];
}
