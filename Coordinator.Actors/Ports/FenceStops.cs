namespace Entracte.Coordinator.Ports;

/// <param name="Count">How often a fence of this machine has begun to stop a computation.</param>
/// <param name="Held">Ids of the computations that it has stopped and not let go yet, or is just about to stop.</param>
public sealed record FenceStops(long Count, IReadOnlyList<string> Held)
{
    public static FenceStops None { get; } = new(0, []);
}
