using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Checkpoints;

/// <summary>Which number comes next in the store of a node?</summary>
[MessagePackObject]
public sealed record NextGeneration : IEntracteMessage
{
    [Key(0)] public AttemptKey Key { get; init; } = new();
    [Key(1)] public string Name { get; init; } = "";
    [Key(2)] public string ImagesDirectory { get; init; } = "";

    /// <summary>Old ones are to be removed afterwards, and only whole ones count then: what is there of each?</summary>
    [Key(3)] public bool AsksForParts { get; init; }
}
