using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Nodes;

/// <summary>Stops all processes of a computation on a node (SIGSTOP), or lets them go on (SIGCONT).</summary>
[MessagePackObject]
public sealed record HoldRoots : IEntracteMessage
{
    [Key(0)] public string ComputationId { get; init; } = "";
    [Key(1)] public bool Hold { get; init; }
}
