using MessagePack;

namespace Entracte.Coordinator.Nodes;

/// <summary>A node's processes of this computation have been replaced by a later life elsewhere: they are ended, at once.</summary>
[MessagePackObject]
public sealed record LifeOver : IEpochOrder
{
    [Key(0)] public string ComputationId { get; init; } = "";

    /// <summary>The one that lives now.</summary>
    [Key(1)] public long Life { get; init; }

    /// <summary>Of the coordinator that orders it; a node that has heard of a later one does not obey.</summary>
    [Key(2)] public long Epoch { get; init; }
}
