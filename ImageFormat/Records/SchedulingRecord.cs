using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>How a thread is scheduled: <c>struct sched_attr</c> (sched_setattr(2)), the processors it may use, and its input/output priority.</summary>
[MessagePackObject]
public sealed record SchedulingRecord
{
    [Key(0)]
    public uint Policy { get; init; }

    [Key(1)]
    public ulong Flags { get; init; }

    [Key(2)]
    public int Nice { get; init; }

    /// <summary>For SCHED_FIFO and SCHED_RR.</summary>
    [Key(3)]
    public uint Priority { get; init; }

    /// <summary>For SCHED_DEADLINE.</summary>
    [Key(4)]
    public ulong RuntimeNanoseconds { get; init; }

    [Key(5)]
    public ulong DeadlineNanoseconds { get; init; }

    [Key(6)]
    public ulong PeriodNanoseconds { get; init; }

    /// <summary>The mask of sched_getaffinity(2); empty when every processor is allowed, so that another machine's processors are all used too.</summary>
    [Key(7)]
    public byte[] Processors { get; init; } = [];

    /// <summary>ioprio_get(2): class and priority; 0 for none.</summary>
    [Key(8)]
    public int InputOutputPriority { get; init; }
}
