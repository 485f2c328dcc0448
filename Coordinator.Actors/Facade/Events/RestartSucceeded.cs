using MessagePack;

namespace Entracte.Coordinator;

/// <summary>All processes of a restarted computation run.</summary>
[MessagePackObject]
public sealed record RestartSucceeded : EntracteEvent
{
    [Key(4)] public RestartResult Result { get; init; } = new();
}
