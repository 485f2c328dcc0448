using Akka.Actor.Cells;
using Akka.Event;

namespace Akka.Actor.Scheduling;

/// <summary>A due timer, as it travels through the mailbox. It is checked on arrival: the timer may have been cancelled or replaced since.</summary>
internal sealed record TimerMessage(TimerScheduler Owner, object Key, long Generation) : INoSerializationVerificationNeeded, IDeadLetterSuppression, INotInfluenceReceiveTimeout;

internal sealed class TimerScheduler(ActorCell cell) : ITimerScheduler
{
    private readonly Dictionary<object, Timer> _timers = [];
    private long _generation;

    public IReadOnlyCollection<object> ActiveTimers => [.. _timers.Keys];

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval) => StartPeriodicTimer(key, msg, interval, interval);

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval, IActorRef sender) => StartPeriodicTimer(key, msg, interval, interval, sender);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval) => StartPeriodicTimer(key, msg, initialDelay, interval, cell.Self);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval, IActorRef sender) =>
        Start(key, msg, initialDelay, interval, sender);

    public void StartSingleTimer(object key, object msg, TimeSpan timeout) => StartSingleTimer(key, msg, timeout, cell.Self);

    public void StartSingleTimer(object key, object msg, TimeSpan timeout, IActorRef sender) => Start(key, msg, timeout, null, sender);

    public bool IsTimerActive(object key) => _timers.ContainsKey(key);

    public void Cancel(object key)
    {
        if (_timers.Remove(key, out var timer))
            timer.Pending.Cancel();
    }

    public void CancelAll()
    {
        foreach (var key in _timers.Keys.ToArray())
            Cancel(key);
    }

    /// <summary>The message that the timer was to bring, or null when that timer is no more.</summary>
    public object Unwrap(TimerMessage message)
    {
        if (!ReferenceEquals(message.Owner, this) || !_timers.TryGetValue(message.Key, out var timer) || timer.Generation != message.Generation)
            return null;
        if (!timer.Repeats)
            _timers.Remove(message.Key);
        return timer.Message;
    }

    private void Start(object key, object message, TimeSpan delay, TimeSpan? interval, IActorRef sender)
    {
        Cancel(key);
        var generation = ++_generation;
        var due = new TimerMessage(this, key, generation);
        var scheduler = cell.System.Scheduler;
        var pending = interval is { } every
            ? scheduler.ScheduleTellRepeatedlyCancelable(delay, every, cell.Self, due, sender)
            : scheduler.ScheduleTellOnceCancelable(delay, cell.Self, due, sender);
        _timers[key] = new Timer(message, interval != null, generation, pending);
    }

    private sealed record Timer(object Message, bool Repeats, long Generation, ICancelable Pending);
}
