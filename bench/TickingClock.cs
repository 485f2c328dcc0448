using System.IO.MemoryMappedFiles;
using Mono.Unix.Native;

namespace Entracte.Bench;

/// <summary>The clocks of a program: a file mapped by it and by us, so that we see each tick when it happens, in every life of the program.</summary>
internal sealed class TickingClock : IDisposable
{
    // programs/clock.h; the victim "ticker" has one of them.
    private const long LongestGap = 8, Ticks = 16, ClockBytes = 24;
    private const long LookNanoseconds = 500_000;
    private readonly int clocks;
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;

    public TickingClock(string path, int clocks)
    {
        this.clocks = clocks;
        file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.ReadWrite);
        view = file.CreateViewAccessor();
    }

    /// <summary>Of the process that stood still longest.</summary>
    public double LongestGapMilliseconds => All(LongestGap).Max() / 1e6;

    /// <summary>The same clock as that of a program which was never restarted: on Linux, Stopwatch reads CLOCK_MONOTONIC in nanoseconds.</summary>
    public static long NowNanoseconds => System.Diagnostics.Stopwatch.GetTimestamp();

    public void ForgetLongestGap()
    {
        for (var clock = 0; clock < clocks; clock++)
            view.Write(clock * ClockBytes + LongestGap, 0L);
    }

    /// <summary>How often each process has ticked by now.</summary>
    public long[] CountTicks() => [.. All(Ticks)];

    /// <summary>
    /// Waits until every process has ticked since the counts were taken. The counts say it, not the times of the ticks: a restart may bring a program into
    /// a time namespace, where its clock goes on from the checkpoint.
    /// </summary>
    public void WaitForTicksSince(long[] counts, Action onEachLook)
    {
        while (CountTicks().Zip(counts).Any(ticks => ticks.First == ticks.Second))
        {
            onEachLook();
            // Thread.Sleep knows only whole milliseconds: it would not sleep at all, and take a processor away from whoever is measured.
            var pause = new Timespec { tv_nsec = LookNanoseconds };
            _ = Syscall.nanosleep(ref pause, ref pause);
        }
    }

    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }

    private IEnumerable<long> All(long field) => Enumerable.Range(0, clocks).Select(clock => view.ReadInt64(clock * ClockBytes + field));
}
