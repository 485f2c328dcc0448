using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Checkpoints;

/// <summary>The answer of one node.</summary>
[MessagePackObject]
public sealed record GenerationTold : IEntracteMessage
{
    [Key(0)] public AttemptKey Key { get; init; } = new();
    [Key(1)] public string Node { get; init; } = "";
    [Key(2)] public int Next { get; init; }

    /// <summary>The store cannot be used.</summary>
    [Key(3)] public Failure? Failure { get; init; }

    /// <summary>What is there of images of several nodes, where that was asked.</summary>
    [Key(4)] public GenerationHeld[] Held { get; init; } = [];
}
