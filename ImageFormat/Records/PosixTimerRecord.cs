using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>A timer of timer_create(2), with the id that the program knows it by.</summary>
[MessagePackObject]
public sealed record PosixTimerRecord
{
    [Key(0)]
    public int Id { get; init; }

    [Key(1)]
    public int Clock { get; init; }

    /// <summary>SIGEV_SIGNAL 0, SIGEV_NONE 1, SIGEV_THREAD 2, SIGEV_THREAD_ID 4.</summary>
    [Key(2)]
    public int Notification { get; init; }

    [Key(3)]
    public int Signal { get; init; }

    /// <summary>The <c>sigval</c> that comes with the signal.</summary>
    [Key(4)]
    public ulong Value { get; init; }

    /// <summary>The thread that is notified, with SIGEV_THREAD_ID.</summary>
    [Key(5)]
    public int NotifiedTid { get; init; }

    [Key(6)]
    public long IntervalNanoseconds { get; init; }

    /// <summary>Time left; 0 when the timer is not set.</summary>
    [Key(7)]
    public long RemainingNanoseconds { get; init; }

    [Key(8)]
    public int Overrun { get; init; }
}
