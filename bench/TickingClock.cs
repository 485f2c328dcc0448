using System.IO.MemoryMappedFiles;

namespace Entracte.Bench;

/// <summary>The clocks of a program: a file mapped by it and by us, so that we see each tick when it happens, in every life of the program.</summary>
internal sealed class TickingClock : IDisposable
{
    // programs/clock.h; the victim "ticker" has one of them.
    private const long LastTick = 0, LongestGap = 8, ClockBytes = 24;
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

    /// <summary>Of the process that has not ticked for the longest time, on the clock of <see cref="NowNanoseconds"/>.</summary>
    public long LastTickNanoseconds => All(LastTick).Min();

    /// <summary>The same clock as the program's: on Linux, Stopwatch reads CLOCK_MONOTONIC in nanoseconds.</summary>
    public static long NowNanoseconds => System.Diagnostics.Stopwatch.GetTimestamp();

    public void ForgetLongestGap()
    {
        for (var clock = 0; clock < clocks; clock++)
            view.Write(clock * ClockBytes + LongestGap, 0L);
    }

    /// <summary>Waits until every process has ticked after the given moment.</summary>
    public void WaitForTickAfter(long nanoseconds, Action onEachLook)
    {
        while (LastTickNanoseconds <= nanoseconds)
        {
            onEachLook();
            Thread.Sleep(TimeSpan.FromMicroseconds(100));
        }
    }

    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }

    private IEnumerable<long> All(long field) => Enumerable.Range(0, clocks).Select(clock => view.ReadInt64(clock * ClockBytes + field));
}
