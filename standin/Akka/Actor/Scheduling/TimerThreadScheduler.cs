using System.Diagnostics;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Actor;

/// <summary>Real time: one thread that sleeps until the next action is due. Actions due at the same time run in the order they were asked for.</summary>
internal sealed class TimerThreadScheduler : SchedulerBase, IDisposable
{
    private readonly PriorityQueue<Due, (long Time, long Order)> _due = new();
    private long _order;
    private bool _disposed;

    public TimerThreadScheduler(Config scheduler, ILoggingAdapter log)
        : base(scheduler, log) => new Thread(Work) { IsBackground = true, Name = "akka.scheduler" }.UnsafeStart();

    public override TimeSpan MonotonicClock => Stopwatch.GetElapsedTime(0);

    public override TimeSpan HighResMonotonicClock => Stopwatch.GetElapsedTime(0);

    protected override DateTimeOffset TimeNow => DateTimeOffset.UtcNow;

    public void Dispose()
    {
        lock (_due)
        {
            _disposed = true;
            Monitor.Pulse(_due);
        }
    }

    private protected override void Schedule(TimeSpan delay, TimeSpan? interval, Action action, ICancelable cancelable)
    {
        var due = new Due(action, interval, cancelable, MonotonicClock + delay);
        lock (_due)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            Enqueue(due);
            Monitor.Pulse(_due);
        }
    }

    private void Enqueue(Due due) => _due.Enqueue(due, (due.Time.Ticks, _order++));

    private void Work()
    {
        while (TakeNext() is { } due)
        {
            if (due.Cancelable is { IsCancellationRequested: true })
                continue;
            try
            {
                due.Action();
            }
            catch (Exception failure)
            {
                Log.Error(failure, "Error while executing scheduled task");
            }
        }
    }

    /// <summary>Waits for the next action; puts it back in for its next time if it is periodic. Null when there is nothing more to wait for.</summary>
    private Due TakeNext()
    {
        lock (_due)
        {
            while (!_disposed)
            {
                if (!_due.TryPeek(out var next, out _))
                {
                    Monitor.Wait(_due);
                    continue;
                }
                var left = next.Time - MonotonicClock;
                if (left > TimeSpan.Zero)
                {
                    // One millisecond more than is left, because Wait cuts the fraction off and would spin through the last one.
                    Monitor.Wait(_due, TimeSpan.FromMilliseconds(Math.Min(left.TotalMilliseconds + 1, int.MaxValue - 1)));
                    continue;
                }
                _due.Dequeue();
                if (next.Interval is { } interval && next.Cancelable is not { IsCancellationRequested: true })
                    Enqueue(next with { Time = next.Time + interval });
                return next;
            }
            return null;
        }
    }

    private sealed record Due(Action Action, TimeSpan? Interval, ICancelable Cancelable, TimeSpan Time);
}
