using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Nodes;

/// <summary>The coordinator has heard of a node; from now on the node obeys no earlier epoch.</summary>
[MessagePackObject]
public sealed record NodeWelcome : IEntracteMessage
{
    [Key(0)] public long Epoch { get; init; }
}
