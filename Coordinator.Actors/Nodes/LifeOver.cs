using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Nodes;

/// <summary>A node's processes of this computation have been replaced by a later life elsewhere: they are ended, at once.</summary>
[MessagePackObject]
public sealed record LifeOver : IEntracteMessage
{
    [Key(0)] public string ComputationId { get; init; } = "";

    /// <summary>The one that lives now.</summary>
    [Key(1)] public long Life { get; init; }
}
