using System.Runtime.InteropServices;

namespace Entracte.ProcessHook.Linux;

/// <summary>clock_gettime(2).</summary>
internal static partial class ClockTime
{
    public const int CLOCK_REALTIME = 0;
    public const int CLOCK_MONOTONIC = 1;
    public const int CLOCK_BOOTTIME = 7;

    /// <summary>The time of a clock in nanoseconds, as this process sees it.</summary>
    public static unsafe long NanosecondsOf(int clock)
    {
        // struct timespec: seconds and nanoseconds.
        var time = stackalloc long[2];
        if (clock_gettime(clock, time) < 0)
            throw new LinuxException("clock_gettime", Marshal.GetLastPInvokeError(), $"clock {clock}");
        return time[0] * 1_000_000_000 + time[1];
    }

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int clock_gettime(int clock, long* time);
}
