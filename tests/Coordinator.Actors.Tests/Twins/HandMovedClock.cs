using Entracte.Coordinator.Ports;

namespace Entracte.Coordinator.Actors.Tests.Twins;

/// <summary>Stands still unless the test moves it.</summary>
internal sealed class HandMovedClock : IClock
{
    private double now;

    public long UnixMilliseconds => 1_700_000_000_000 + (long)MonotonicMilliseconds;

    public double MonotonicMilliseconds => Volatile.Read(ref now);

    public void Pass(double milliseconds) => Volatile.Write(ref now, now + milliseconds);
}
