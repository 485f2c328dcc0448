using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Checkpoints;

/// <summary>A node has removed what it need not keep.</summary>
[MessagePackObject]
public sealed record ImagesKept : IEntracteMessage
{
    [Key(0)] public string ComputationId { get; init; } = "";
    [Key(1)] public string Name { get; init; } = "";
    [Key(2)] public string ImagesDirectory { get; init; } = "";
    [Key(3)] public string Node { get; init; } = "";

    /// <summary>Something of it is left there.</summary>
    [Key(4)] public bool HasAny { get; init; }

    /// <summary>No node has to keep any before this one; 0 where this node cannot say so.</summary>
    [Key(5)] public int Oldest { get; init; }
}
