using System.Runtime.InteropServices;

namespace Entracte.Bench.Linux;

/// <summary>The processor time of another process, that of threads that have ended included: clock_getcpuclockid(3), in nanoseconds.</summary>
internal static partial class ProcessClock
{
    public static double Milliseconds(int pid)
    {
        if (clock_getcpuclockid(pid, out var clock) != 0 || clock_gettime(clock, out var time) != 0)
            throw new BenchException($"The processor time of process {pid} cannot be read.");
        return time.Seconds * 1e3 + time.Nanoseconds / 1e6;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [LibraryImport("libc")]
    private static partial int clock_getcpuclockid(int pid, out int clock);

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, out Timespec time);
}
