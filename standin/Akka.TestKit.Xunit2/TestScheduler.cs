using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace Akka.TestKit;

/// <summary>Time that stands still until a test advances it. Everything due by then runs on the test's own thread, in order of its time.</summary>
public class TestScheduler(Config schedulerConfig, ILoggingAdapter log) : SchedulerBase(schedulerConfig, log)
{
    private readonly PriorityQueue<Due, (long Time, long Order)> _due = new();
    private DateTimeOffset _now = DateTimeOffset.UtcNow;
    private long _order;

    public override TimeSpan MonotonicClock => TimeSpan.FromTicks(System.Diagnostics.Stopwatch.GetElapsedTime(0).Ticks);

    public override TimeSpan HighResMonotonicClock => MonotonicClock;

    protected override DateTimeOffset TimeNow => _now;

    public void Advance(TimeSpan offset)
    {
        lock (_due)
            _now += offset;
        while (TakeNext() is { } due)
        {
            if (due.Cancelable is { IsCancellationRequested: true })
                continue;
            due.Action();
        }
    }

    public void AdvanceTo(DateTimeOffset when)
    {
        if (when < _now)
            throw new InvalidOperationException("You can't reverse time...");
        Advance(when - _now);
    }

    private protected override void Schedule(TimeSpan delay, TimeSpan? interval, Action action, ICancelable cancelable)
    {
        lock (_due)
            Enqueue(new Due(action, interval, cancelable, _now + delay));
    }

    private void Enqueue(Due due) => _due.Enqueue(due, (due.Time.UtcTicks, _order++));

    private Due TakeNext()
    {
        lock (_due)
        {
            if (!_due.TryPeek(out var next, out _) || next.Time > _now)
                return null;
            _due.Dequeue();
            if (next.Interval is { } interval && next.Cancelable is not { IsCancellationRequested: true })
                Enqueue(next with { Time = next.Time + interval });
            return next;
        }
    }

    private sealed record Due(Action Action, TimeSpan? Interval, ICancelable Cancelable, DateTimeOffset Time);
}
