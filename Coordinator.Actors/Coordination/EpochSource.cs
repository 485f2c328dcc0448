using Entracte.Coordinator.Ports;

namespace Entracte.Coordinator.Coordination;

/// <summary>
/// Gives each incarnation of the coordinator an epoch that is later than every one it has heard of. It starts from the clock, so that a machine that has never
/// heard of the others is later than they were; where clocks disagree, the nodes' reports correct it.
/// </summary>
internal sealed class EpochSource(IClock clock)
{
    private long latest;

    public long Next() => latest = Math.Max(latest + 1, clock.UnixMilliseconds);

    public void Heard(long epoch) => latest = Math.Max(latest, epoch);
}
