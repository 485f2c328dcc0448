using MessagePack;

namespace Entracte.Coordinator;

/// <summary>An image exists.</summary>
[MessagePackObject]
public sealed record CheckpointCommitted : EntracteEvent
{
    [Key(4)] public CheckpointResult Result { get; init; } = new();
}
