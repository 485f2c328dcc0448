using MessagePack;

namespace Entracte.Coordinator;

/// <summary>It goes on elsewhere.</summary>
[MessagePackObject]
public sealed record MigrationSucceeded : EntracteEvent
{
    [Key(4)] public MigrationResult Result { get; init; } = new();
}
