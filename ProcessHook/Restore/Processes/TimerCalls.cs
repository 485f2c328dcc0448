using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Restore.Memory;

namespace Entracte.ProcessHook.Restore.Processes;

/// <summary>Timers of setitimer(2) and timer_create(2). They run from here on, so this comes late; what they notify must exist.</summary>
internal sealed class TimerCalls(HuskServer husk, ProcessRecord process)
{
    private const long MicrosecondsPerSecond = 1_000_000;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const int ITIMER_REAL = 0;
    private const int SIGEV_NONE = 1;
    private const int SIGEV_THREAD_ID = 4;

    private readonly HashSet<int> started = [];

    /// <summary>Makes those of timer_create(2), and starts the ones that tell of an overrun. To be done before any signal waits, see <see cref="TimerOverrun"/>.</summary>
    public void Create()
    {
        if (process.PosixTimers.Length == 0)
            return;
        CreatePosixTimers();
        var overrun = new TimerOverrun(husk);
        started.UnionWith(process.PosixTimers.Where(overrun.TryStart).Select(timer => timer.Id));
    }

    public void Start()
    {
        var runner = new BatchRunner(husk, husk.Pid);
        foreach (var timer in process.PosixTimers.Where(timer => timer.RemainingNanoseconds > 0 && !started.Contains(timer.Id)))
        {
            var value = Split(runner.Begin(1, 32), timer.IntervalNanoseconds, timer.RemainingNanoseconds, NanosecondsPerSecond);
            runner.Add($"setting timer {timer.Id}", SystemCall.timer_settime, timer.Id, 0, value, 0);
        }
        for (var which = 0; which < process.IntervalTimers.Length; which++)
        {
            var (interval, remaining) = (process.IntervalTimers[which].IntervalMicroseconds, process.IntervalTimers[which].RemainingMicroseconds);
            // ITIMER_REAL stands at zero while its signal waits to be taken, and is set up again by that (kernel/signal.c, dequeue_signal).
            if (which == ITIMER_REAL && interval > 0)
                remaining = Math.Max(remaining, 1);
            if (remaining == 0)
                continue;
            var value = Split(runner.Begin(1, 32), interval, remaining, MicrosecondsPerSecond);
            runner.Add("setitimer", SystemCall.setitimer, which, value, 0);
        }
        runner.Send();
    }

    private void CreatePosixTimers()
    {
        if (!TrySetIdsByHand(true))
        {
            CountUpToIds();
        }
        else
        {
            foreach (var timer in process.PosixTimers)
                Create(timer);
            TrySetIdsByHand(false);
        }
    }

    /// <summary>Since Linux 6.16 a process may say which id its next timer gets.</summary>
    private bool TrySetIdsByHand(bool on)
    {
        var batch = new SyscallBatch();
        var call = batch.Add(SystemCall.prctl, ProcessControl.PR_TIMER_CREATE_RESTORE_IDS, on ? 1 : 0);
        return husk.Run(batch).Raw(call) >= 0;
    }

    /// <summary>Older kernels give ids in rising order: what lies between two that are wanted is made and deleted again.</summary>
    private void CountUpToIds()
    {
        foreach (var timer in process.PosixTimers.OrderBy(timer => timer.Id))
        {
            for (int id; (id = Create(timer)) != timer.Id;)
            {
                if (id > timer.Id)
                    throw new InvalidOperationException($"timer {timer.Id} of process {process.Pid} got id {id}");
                var batch = new SyscallBatch();
                batch.Add(SystemCall.timer_delete, id);
                husk.Run(batch).ThrowIfAnyFailed();
            }
        }
    }

    private int Create(PosixTimerRecord timer)
    {
        var batch = new SyscallBatch();
        // struct sigevent: value, signal, way of notification, tid; 64 bytes.
        var notified = (timer.Notification & SIGEV_THREAD_ID) != 0 ? timer.NotifiedTid : 0;
        // One for a thread that has ended tells nobody.
        var notification = (timer.Notification & SIGEV_THREAD_ID) != 0 && notified == 0 ? SIGEV_NONE : timer.Notification;
        var sigevent = batch.AddNumbers(timer.Value, (uint)timer.Signal | (ulong)notification << 32, (uint)notified, 0, 0, 0, 0, 0);
        var id = batch.AddData(timer.Id);
        batch.Add(SystemCall.timer_create, timer.Clock, sigevent, id);
        return husk.Run(batch).ThrowIfAnyFailed().Read<int>(id);
    }

    /// <summary>struct itimerval or itimerspec: interval and time left, each in seconds and fractions.</summary>
    private static RemoteBuffer Split(SyscallBatch batch, long interval, long remaining, long unit)
        => batch.AddNumbers((ulong)(interval / unit), (ulong)(interval % unit), (ulong)(remaining / unit), (ulong)(remaining % unit));
}
