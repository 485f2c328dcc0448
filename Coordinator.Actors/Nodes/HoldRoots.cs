using MessagePack;

namespace Entracte.Coordinator.Nodes;

/// <summary>Stops all processes of a computation on a node (SIGSTOP), or lets them go on (SIGCONT).</summary>
[MessagePackObject]
public sealed record HoldRoots : IEpochOrder
{
    [Key(0)] public string ComputationId { get; init; } = "";
    [Key(1)] public bool Hold { get; init; }

    /// <summary>Of the coordinator that orders it; a node that has heard of a later one does not obey.</summary>
    [Key(2)] public long Epoch { get; init; }
}
