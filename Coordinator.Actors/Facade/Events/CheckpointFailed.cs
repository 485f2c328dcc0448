using MessagePack;

namespace Entracte.Coordinator;

/// <summary>An attempt was given up; the computation runs on, no image was left.</summary>
[MessagePackObject]
public sealed record CheckpointFailed : EntracteEvent
{
    [Key(4)] public Failure Failure { get; init; } = new();
}
