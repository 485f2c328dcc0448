using MessagePack;

namespace Entracte.Coordinator;

/// <summary>It runs where it was, from its own memory unless the failure says otherwise.</summary>
[MessagePackObject]
public sealed record MigrationFailed : EntracteEvent
{
    [Key(4)] public Failure Failure { get; init; } = new();
}
