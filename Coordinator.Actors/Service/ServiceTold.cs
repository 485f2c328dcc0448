using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Service;

/// <summary>To be kept by a node for a later coordinator: what it has not counted itself, or what cannot be told to the node that failed.</summary>
[MessagePackObject]
public sealed record ServiceTold : IEntracteMessage
{
    [Key(0)] public NodeService[] Service { get; init; } = [];
}
