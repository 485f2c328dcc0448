using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Nodes;

/// <summary>Take nothing new, or take something again. The node remembers it for later coordinators.</summary>
[MessagePackObject]
public sealed record CloseNode : IEntracteMessage
{
    [Key(0)] public bool Closed { get; init; }
}
