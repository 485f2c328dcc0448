using System.Runtime.InteropServices;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;

namespace Entracte.ProcessHook.Capture.Processes;

/// <summary>
/// The timers of timer_create(2). A clock of processor time has the thread or process whose time it is in its number, or nobody: then it is the one that made the timer
/// (include/linux/posix-timers.h, MAKE_THREAD_CPUCLOCK), of whom no interface tells.
/// </summary>
internal static class TimerCapture
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const int SIGEV_THREAD_ID = 4;
    private const int ESRCH = 3;

    /// <summary>SIGEV_THREAD is made of SIGEV_THREAD_ID by the C library, with a thread of its own that is notified by this signal (glibc, sysdeps/nptl/internaltypes.h: SIGTIMER).</summary>
    private const int SIGTIMER = 32;

    /// <summary>A message holds no more than some hundreds.</summary>
    private const int TimersAtOnce = 256;

    private const int SiginfoBytes = 128;
    private const int CodeOffset = 8;
    private const int TimerIdOffset = 16;
    private const int SI_TIMER = -2;
    private const int CLOCK_MONOTONIC = 1;

    /// <summary>CPUCLOCK_PERTHREAD_MASK; the two bits below it are the kind of time.</summary>
    private const int OfThread = 4;
    private const int KindBits = 7;
    private const int KindLength = 3;

    public static PosixTimerRecord[] Take(FrozenMember member, List<Obstacle> obstacles)
        => [.. TimerListing.Of(member.LivingTid).Chunk(TimersAtOnce).SelectMany(timers => Take(member, timers, obstacles))];

    private static PosixTimerRecord[] Take(FrozenMember member, TimerListing[] timers, List<Obstacle> obstacles)
    {
        var batch = new SyscallBatch();
        var settings = timers.Select(timer => Setting(batch, timer)).ToArray();
        var overruns = timers.Select(timer => batch.Add(SystemCall.timer_getoverrun, timer.Id)).ToArray();
        var reply = member.Hook.Run(batch).ThrowIfAnyFailed();
        return [.. timers.Select((timer, index) => Describe(member, timer, reply.Bytes(settings[index]), (int)reply.Result(overruns[index]), obstacles))];
    }

    private static PosixTimerRecord Describe(FrozenMember member, TimerListing timer, ReadOnlySpan<byte> setting, int overrun, List<Obstacle> obstacles)
    {
        ReadOnlySpan<ulong> value = MemoryMarshal.Cast<byte, ulong>(setting);
        var notifiedTid = member.OwnTids.GetValueOrDefault(timer.NotifiedTid);
        var clock = ClockOf(member, timer, notifiedTid);
        if (clock is null)
            obstacles.Add(new Obstacle(member.Pid, null, $"Its timer {timer.Id} counts the processor time of the thread that made it, and which one that is cannot be told.", Remedy));
        // One of a thread that has ended never expires.
        if (clock is < 0 && (clock & OfThread) != 0 && !member.OwnTids.Values.Contains(~(clock.Value >> KindLength)))
        {
            clock = CLOCK_MONOTONIC;
            value = new ulong[4];
        }
        return new PosixTimerRecord
        {
            Id = timer.Id,
            Clock = clock ?? timer.Clock,
            Notification = timer.Notification,
            Signal = timer.Signal,
            Value = timer.Value,
            NotifiedTid = notifiedTid,
            IntervalNanoseconds = (long)value[0] * NanosecondsPerSecond + (long)value[1],
            RemainingNanoseconds = (long)value[2] * NanosecondsPerSecond + (long)value[3],
            Overrun = overrun,
        };
    }

    private const string Remedy = "Have the timer name its thread (pthread_getcpuclockid), or notify it (SIGEV_THREAD_ID).";

    /// <summary>With the thread's name where it is a clock of the caller's own; null where that cannot be told.</summary>
    private static int? ClockOf(FrozenMember member, TimerListing timer, int notifiedTid)
    {
        if (timer.Clock >= 0 || (timer.Clock & OfThread) == 0 || timer.Clock >> KindLength != ~0)
            return timer.Clock;
        // A thread that is notified made the timer for itself, as profilers do; 0 is none that lives.
        if ((timer.Notification & SIGEV_THREAD_ID) != 0 && timer.Signal != SIGTIMER)
            return Named(notifiedTid, timer.Clock);
        var hooked = member.OwnTids[member.LivingTid];
        if (member.Threads.Count == 1)
            return Named(hooked, timer.Clock);
        // To set a timer takes back the signal of an expiry that waits.
        if (IsPending(timer, member.PendingSignals) || member.Threads.Any(thread => IsPending(timer, thread.PendingSignals)))
            return null;
        if (IsOfHook(member, timer) is not { } isOfHook)
            return Named(0, timer.Clock);
        if (isOfHook)
            return Named(hooked, timer.Clock);
        return member.Threads.Count == 2 ? Named(member.OwnTids[member.Threads.Single(thread => thread.HostTid != member.LivingTid).HostTid], timer.Clock) : null;
    }

    private static int Named(int tid, int clock) => ~tid << KindLength | (clock & KindBits);

    private static bool IsPending(TimerListing timer, ReadOnlySpan<byte> signals)
    {
        for (; signals.Length >= SiginfoBytes; signals = signals[SiginfoBytes..])
        {
            if (MemoryMarshal.Read<int>(signals[CodeOffset..]) == SI_TIMER && MemoryMarshal.Read<int>(signals[TimerIdOffset..]) == timer.Id)
                return true;
        }

        return false;
    }

    /// <summary>Only the thread that runs the hook has used any time between two questions. A timer that is not set is, for the moment.</summary>
    /// <returns>Null: whose time it is has ended.</returns>
    private static bool? IsOfHook(FrozenMember member, TimerListing timer)
    {
        var batch = new SyscallBatch();
        var before = batch.AddSpace(4 * sizeof(long));
        batch.Add(SystemCall.timer_gettime, timer.Id, before);
        if (MemoryMarshal.Cast<byte, long>(member.Hook.Run(batch).ThrowIfAnyFailed().Bytes(before)) is not [_, _, 0, 0])
            return Differ(member, timer, []);
        const long FarSeconds = 1L << 30;
        return Differ(member, timer, [0, 0, FarSeconds, 0]);
    }

    private static bool? Differ(FrozenMember member, TimerListing timer, ReadOnlySpan<ulong> setting)
    {
        var batch = new SyscallBatch();
        if (setting.Length > 0)
            batch.Add(SystemCall.timer_settime, timer.Id, 0, batch.AddNumbers(setting), 0);
        var (first, second) = (Setting(batch, timer), Setting(batch, timer));
        if (setting.Length > 0)
            batch.Add(SystemCall.timer_settime, timer.Id, 0, batch.AddNumbers(0, 0, 0, 0), 0);
        var reply = member.Hook.Run(batch);
        if (setting.Length > 0 && reply.Raw(0) == -ESRCH)
            return null;
        reply.ThrowIfAnyFailed();
        return !reply.Bytes(first).SequenceEqual(reply.Bytes(second));
    }

    /// <summary>struct itimerspec: interval and time left.</summary>
    private static RemoteBuffer Setting(SyscallBatch batch, TimerListing timer)
    {
        var space = batch.AddSpace(4 * sizeof(ulong));
        batch.Add(SystemCall.timer_gettime, timer.Id, space);
        return space;
    }
}
