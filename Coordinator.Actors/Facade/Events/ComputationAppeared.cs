using MessagePack;

namespace Entracte.Coordinator;

/// <summary>A computation was launched, registered, or found by a coordinator that is new.</summary>
[MessagePackObject]
public sealed record ComputationAppeared : EntracteEvent
{
    [Key(4)] public ComputationStatus Status { get; init; } = new();
}
