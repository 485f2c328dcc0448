using MessagePack;

namespace Entracte.Coordinator;

/// <summary>It is being moved to other nodes.</summary>
[MessagePackObject]
public sealed record MigrationBegan : EntracteEvent
{
    [Key(4)] public string[] From { get; init; } = [];
    [Key(5)] public string[] To { get; init; } = [];
}
