using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Nodes;

/// <summary>The coordinator has heard of a node; from now on the node obeys no earlier epoch.</summary>
[MessagePackObject]
public sealed record NodeWelcome : IEntracteMessage
{
    [Key(0)] public long Epoch { get; init; }

    /// <summary>To one who looks for the coordinator because of a request: it has been heard.</summary>
    [Key(1)] public bool HasRequest { get; init; }
}
