using MessagePack;

namespace Entracte.Coordinator.Nodes;

/// <summary>Take nothing new, or take something again. The node remembers it for later coordinators.</summary>
[MessagePackObject]
public sealed record CloseNode : IEpochOrder
{
    [Key(0)] public bool Closed { get; init; }

    /// <summary>Of the coordinator that orders it; a node that has heard of a later one does not obey.</summary>
    [Key(1)] public long Epoch { get; init; }
}
