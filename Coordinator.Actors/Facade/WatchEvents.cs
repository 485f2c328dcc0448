using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>The sender wants all events, or those of one computation. Said again and again, so that a new coordinator hears of it too.</summary>
[MessagePackObject]
public sealed record WatchEvents : IEntracteMessage
{
    /// <summary>Name or id; empty: all.</summary>
    [Key(0)] public string Target { get; init; } = "";

    /// <summary>No more, now.</summary>
    [Key(1)] public bool IsOver { get; init; }
}
