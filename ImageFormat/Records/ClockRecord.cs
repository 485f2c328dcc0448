using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>
/// The clocks that a process saw when it stood still, and whose they were. Two records with the same boot and the same offsets are of one clock, which has gone on by itself in between.
/// </summary>
[MessagePackObject]
public sealed record ClockRecord
{
    /// <summary>/proc/sys/kernel/random/boot_id (proc_sys_kernel(5)).</summary>
    [Key(0)]
    public string BootId { get; init; } = "";

    /// <summary>Of its time namespace, in nanoseconds: how far its CLOCK_MONOTONIC is ahead of the machine's own (time_namespaces(7)).</summary>
    [Key(1)]
    public long MonotonicOffsetNanoseconds { get; init; }

    /// <summary>Of its time namespace, in nanoseconds: how far its CLOCK_BOOTTIME is ahead of the machine's own (time_namespaces(7)).</summary>
    [Key(2)]
    public long BootTimeOffsetNanoseconds { get; init; }

    /// <summary>CLOCK_MONOTONIC as it saw it (clock_gettime(2)).</summary>
    [Key(3)]
    public long MonotonicNanoseconds { get; init; }

    /// <summary>CLOCK_BOOTTIME as it saw it (clock_gettime(2)).</summary>
    [Key(4)]
    public long BootTimeNanoseconds { get; init; }

    /// <summary>CLOCK_REALTIME at the same time: nanoseconds since 1970.</summary>
    [Key(5)]
    public long UnixNanoseconds { get; init; }
}
