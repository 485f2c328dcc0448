using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>A timer of getitimer(2).</summary>
[MessagePackObject]
public sealed record IntervalTimerRecord
{
    /// <summary>0 for a one-shot timer.</summary>
    [Key(0)]
    public long IntervalMicroseconds { get; init; }

    /// <summary>Time left; 0 when the timer is not set.</summary>
    [Key(1)]
    public long RemainingMicroseconds { get; init; }
}
