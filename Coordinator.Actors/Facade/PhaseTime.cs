using MessagePack;

namespace Entracte.Coordinator;

/// <summary>How long one phase of a checkpoint or restart took, over all nodes.</summary>
[MessagePackObject]
public sealed record PhaseTime
{
    /// <summary>The barrier at its end: all-suspended, all-inventoried, all-drained, all-written, all-refilled, all-resumed, all-durable, all-committed ...</summary>
    [Key(0)] public string Barrier { get; init; } = "";
    [Key(1)] public double Milliseconds { get; init; }
}
