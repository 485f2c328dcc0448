using MessagePack;

namespace Entracte.Coordinator;

/// <summary>Everybody of a checkpoint or restart has arrived at a barrier.</summary>
[MessagePackObject]
public sealed record BarrierPassed : EntracteEvent
{
    [Key(4)] public string Barrier { get; init; } = "";

    /// <summary>Since the barrier before.</summary>
    [Key(5)] public double Milliseconds { get; init; }
}
