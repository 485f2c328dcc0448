namespace Entracte.Coordinator.Ports;

/// <summary>Only the agent stops what may not run any longer; when it is killed, nobody does.</summary>
internal sealed class NoFence : IFence
{
    public TimeSpan? Inherited => null;

    public FenceStops Stops => FenceStops.None;

    public Task RenewAsync(IReadOnlyList<FencedComputation> computations, TimeSpan remaining) => Task.CompletedTask;
}
