using MessagePack;

namespace Entracte.Coordinator;

/// <summary>This reader was too slow for its own stream.</summary>
[MessagePackObject]
public sealed record EventsLost : EntracteEvent
{
    [Key(4)] public long Count { get; init; }
}
