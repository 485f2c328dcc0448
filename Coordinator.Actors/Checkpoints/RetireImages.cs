using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Checkpoints;

/// <summary>A node's store need keep only the newest generations: all nodes have committed. Nobody waits for it.</summary>
[MessagePackObject]
public sealed record RetireImages : IEntracteMessage
{
    [Key(0)] public string Name { get; init; } = "";
    [Key(1)] public string ImagesDirectory { get; init; } = "";
    [Key(2)] public int Keep { get; init; }

    /// <summary>The newest that is whole on all nodes. This order may be late, and then there are newer ones of which nobody knows that yet.</summary>
    [Key(3)] public int Newest { get; init; }
}
