using System.Diagnostics;

namespace Entracte.Coordinator.Ports;

/// <summary>The machine's clock.</summary>
public sealed class SystemClock : IClock
{
    public long UnixMilliseconds => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    public double MonotonicMilliseconds => Stopwatch.GetTimestamp() * 1000.0 / Stopwatch.Frequency;
}
