using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>timerfd_create(2).</summary>
[MessagePackObject]
public sealed record TimerDescriptorRecord : OpenFileRecord
{
    /// <summary>CLOCK_REALTIME 0, CLOCK_MONOTONIC 1, CLOCK_BOOTTIME 7, and the alarm clocks 8 and 9.</summary>
    [Key(10)]
    public int Clock { get; init; }

    /// <summary>The flags of timerfd_settime(2): TFD_TIMER_ABSTIME 1, TFD_TIMER_CANCEL_ON_SET 2.</summary>
    [Key(11)]
    public int SetFlags { get; init; }

    /// <summary>Time left at the checkpoint; 0 when the timer is not set or has expired for good.</summary>
    [Key(12)]
    public long RemainingNanoseconds { get; init; }

    /// <summary>0 for a one-shot timer.</summary>
    [Key(13)]
    public long IntervalNanoseconds { get; init; }

    /// <summary>Expirations not yet read.</summary>
    [Key(14)]
    public ulong Ticks { get; init; }

    /// <summary>When it expires by its own clock, as the process sees that, with TFD_TIMER_ABSTIME; 0 otherwise. In images without clocks for CLOCK_REALTIME only.</summary>
    [Key(15)]
    public long ExpiryNanoseconds { get; init; }
}
