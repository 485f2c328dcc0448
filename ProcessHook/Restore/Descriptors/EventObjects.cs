using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Restore.Descriptors;

/// <summary>eventfd(2), signalfd(2) and timerfd_create(2).</summary>
internal static class EventObjects
{
    private const int EFD_SEMAPHORE = 1;
    private const int CLOCK_REALTIME = 0;
    private const int CLOCK_REALTIME_ALARM = 8;

    /// <summary>TFD_IOC_SET_TICKS: made for this purpose (linux/timerfd.h).</summary>
    private const long TFD_IOC_SET_TICKS = 0x40085400;

    private const long NanosecondsPerSecond = 1_000_000_000;

    public static void MakeCounter(HuskDescriptors husk, EventCounterRecord counter)
    {
        const string What = "An eventfd cannot be made";
        var batch = husk.Begin();
        var made = husk.Add(What, SystemCall.eventfd2, 0, Fcntl.O_CLOEXEC | (counter.IsSemaphore ? EFD_SEMAPHORE : 0));
        // Written, because the call itself takes only 32 bits.
        if (counter.Count != 0)
            husk.Add(What, SystemCall.write, SyscallArgument.ResultOf(made), batch.AddData(counter.Count), sizeof(ulong));
        husk.Keep(counter.OpenFileId, SyscallArgument.ResultOf(made), What);
    }

    public static void MakeSignalDescriptor(HuskDescriptors husk, SignalDescriptorRecord signals)
    {
        const string What = "A signalfd cannot be made";
        var batch = husk.Begin();
        var made = husk.Add(What, SystemCall.signalfd4, -1, batch.AddData(signals.Mask), sizeof(ulong), Fcntl.O_CLOEXEC);
        husk.Keep(signals.OpenFileId, SyscallArgument.ResultOf(made), What);
    }

    /// <summary>Lets the timer run: until the time that it was set to, where its clock is the one of then, else with what was left.</summary>
    /// <param name="husk">Sees the clocks that the process will see.</param>
    /// <param name="timer">What it was.</param>
    /// <param name="clocksGoOn">Whether the monotonic clocks are those of the checkpoint; CLOCK_REALTIME always is.</param>
    public static void StartTimer(HuskDescriptors husk, TimerDescriptorRecord timer, bool clocksGoOn)
    {
        const string What = "A timer cannot be started";
        var batch = husk.Begin();
        var number = husk.NumberOf(timer.OpenFileId);
        // A periodic timer that has expired stands still until it is read (fs/timerfd.c); it is brought there by expiring at once.
        var hasExpired = timer is { RemainingNanoseconds: 0, IntervalNanoseconds: > 0, Ticks: > 0 };
        if (timer.RemainingNanoseconds > 0 || hasExpired)
        {
            var isAbsolute = timer.ExpiryNanoseconds > 0 && (clocksGoOn || timer.Clock is CLOCK_REALTIME or CLOCK_REALTIME_ALARM);
            var value = isAbsolute ? timer.ExpiryNanoseconds : hasExpired ? 1 : timer.RemainingNanoseconds;
            long[] setting = [.. Parts(timer.IntervalNanoseconds), .. Parts(value)];
            var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes<long>(setting);
            husk.Add(What, SystemCall.timerfd_settime, number, isAbsolute ? timer.SetFlags : 0, batch.AddData(bytes), 0);
        }
        if (timer.Ticks > 0)
            husk.Add(What, SystemCall.ioctl, number, TFD_IOC_SET_TICKS, batch.AddData(timer.Ticks));
    }

    private static long[] Parts(long nanoseconds) => [nanoseconds / NanosecondsPerSecond, nanoseconds % NanosecondsPerSecond];
}
