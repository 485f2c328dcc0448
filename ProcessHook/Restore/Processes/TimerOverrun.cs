using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Restore.Processes;

/// <summary>
/// What timer_getoverrun(2) says is counted when the signal of an expiry is delivered, and forgotten when the timer is set. So the timer is set as if it had begun in the past: it
/// expires at once, whoever takes its signal has the intervals counted that have passed since then, and the next expiry is when it has to be (kernel/time/posix-timers.c).
/// </summary>
internal sealed class TimerOverrun(HuskServer husk)
{
    private const int CLOCK_MONOTONIC = 1;
    private const int CLOCK_BOOTTIME = 7;
    private const int SIGEV_SIGNAL = 0;
    private const int SIGEV_THREAD_ID = 4;
    private const int TIMER_ABSTIME = 1;
    private const int AttemptsMax = 5;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>
    /// For a timer that exists and is not set; before any signal waits for the husk. Only what the husk's main thread is told can be taken by it; clocks of processor time have just begun; and
    /// a timer of CLOCK_REALTIME that is set to a time, and not by a duration, would follow the clock when that is set.
    /// </summary>
    /// <returns>Whether it runs, and tells the overrun.</returns>
    public bool TryStart(PosixTimerRecord timer)
    {
        var isTaken = timer.Notification == SIGEV_SIGNAL || (timer.Notification == SIGEV_THREAD_ID && timer.NotifiedTid == husk.Pid);
        if (timer.Overrun <= 0 || timer.RemainingNanoseconds <= 0 || !isTaken || timer.Clock is not (CLOCK_MONOTONIC or CLOCK_BOOTTIME))
            return false;
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            // The time that the husk sees, which may have namespaces of its own.
            var begin = Now(timer.Clock) + timer.RemainingNanoseconds - ((Int128)timer.Overrun + 1) * timer.IntervalNanoseconds;
            if (begin <= 0)
                return false; // this machine runs for less time than the timer did
            if (Run(timer, (long)begin) == timer.Overrun)
                return true; // else the next expiry was so near that it came before the signal was taken
        }
        return false;
    }

    private long Now(int clock)
    {
        var batch = new SyscallBatch();
        var time = batch.AddSpace(2 * sizeof(long));
        batch.Add(SystemCall.clock_gettime, clock, time);
        var parts = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, long>(husk.Run(batch).ThrowIfAnyFailed().Bytes(time));
        return parts[0] * NanosecondsPerSecond + parts[1];
    }

    private long Run(PosixTimerRecord timer, long begin)
    {
        var batch = new SyscallBatch();
        var value = batch.AddNumbers(
            (ulong)(timer.IntervalNanoseconds / NanosecondsPerSecond), (ulong)(timer.IntervalNanoseconds % NanosecondsPerSecond),
            (ulong)(begin / NanosecondsPerSecond), (ulong)(begin % NanosecondsPerSecond));
        var set = batch.Add(SystemCall.timer_settime, timer.Id, TIMER_ABSTIME, value, 0);
        batch.Add(SystemCall.rt_sigtimedwait, batch.AddData(1ul << (timer.Signal - 1)), 0, batch.AddNumbers(1, 0), sizeof(ulong)); // a second at most: without a signal there is no overrun
        var overrun = batch.Add(SystemCall.timer_getoverrun, timer.Id);
        var reply = husk.Run(batch);
        reply.Result(set);
        return reply.Result(overrun);
    }
}
