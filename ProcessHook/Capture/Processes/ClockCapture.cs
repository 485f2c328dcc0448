using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;

namespace Entracte.ProcessHook.Capture.Processes;

/// <summary>The clocks of a process, which may be in another time namespace than we are: a restored one is, as a rule.</summary>
internal static class ClockCapture
{
    private static readonly Lazy<string> BootId = new(static () => ProcFile.ReadText("/proc/sys/kernel/random/boot_id").Trim());

    /// <summary>As this process sees them.</summary>
    public static ClockRecord Here => Of(Environment.ProcessId);

    /// <param name="hostTid">Of a thread that lives.</param>
    public static ClockRecord Of(int hostTid)
    {
        var (own, theirs) = (TimeOffsets.Own, TimeOffsets.Of(hostTid));
        return new ClockRecord
        {
            BootId = BootId.Value,
            MonotonicOffsetNanoseconds = theirs.MonotonicNanoseconds,
            BootTimeOffsetNanoseconds = theirs.BootTimeNanoseconds,
            MonotonicNanoseconds = ClockTime.NanosecondsOf(ClockTime.CLOCK_MONOTONIC) - own.MonotonicNanoseconds + theirs.MonotonicNanoseconds,
            BootTimeNanoseconds = ClockTime.NanosecondsOf(ClockTime.CLOCK_BOOTTIME) - own.BootTimeNanoseconds + theirs.BootTimeNanoseconds,
            UnixNanoseconds = ClockTime.NanosecondsOf(ClockTime.CLOCK_REALTIME),
        };
    }
}
