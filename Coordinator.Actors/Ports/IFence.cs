namespace Entracte.Coordinator.Ports;

/// <summary>
/// Somebody beside the agent, who outlives it, and stops what it may not let run any longer. Nobody who is cut off or dead can be asked to stop anything: it has to stop by itself.
/// </summary>
public interface IFence
{
    /// <summary>
    /// How much of its lease an agent that has died here before has left; null: there was nothing that needed one. What has been stopped stays so until a coordinator has
    /// granted a new one.
    /// </summary>
    TimeSpan? Inherited { get; }

    /// <summary>
    /// Whom it has stopped. Whoever is held in neither of two answers of the same count was not stopped by it between them: it counts before it stops anybody, and holds until it has let go.
    /// </summary>
    FenceStops Stops { get; }

    /// <summary>These computations may run on this machine for that long from now, and not a moment longer unless this is called again; those that are not named any more may run.</summary>
    Task RenewAsync(IReadOnlyList<FencedComputation> computations, TimeSpan remaining);
}
