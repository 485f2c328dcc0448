using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Nodes;

/// <summary>An order was refused, because the node has heard of a later coordinator.</summary>
[MessagePackObject]
public sealed record OrderFenced : IEntracteMessage
{
    [Key(0)] public string Node { get; init; } = "";
    [Key(1)] public long Epoch { get; init; }
}
