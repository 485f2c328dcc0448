using MessagePack;

namespace Entracte.Coordinator;

/// <summary>A restart was given up; nothing of it is left.</summary>
[MessagePackObject]
public sealed record RestartFailed : EntracteEvent
{
    [Key(4)] public string RestartId { get; init; } = "";
    [Key(5)] public Failure Failure { get; init; } = new();
}
