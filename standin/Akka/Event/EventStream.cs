using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Event;

/// <summary>An event stream that knows the log level.</summary>
public abstract class LoggingBus
{
    public LogLevel LogLevel { get; private set; }

    public void SetLogLevel(LogLevel logLevel) => LogLevel = logLevel;

    public abstract void Publish(object @event);

    public abstract bool Subscribe(IActorRef subscriber, Type channel);

    public abstract bool Unsubscribe(IActorRef subscriber, Type channel);

    public abstract bool Unsubscribe(IActorRef subscriber);
}

/// <summary>Brings what is published to everybody who has subscribed to its class, a base class or an interface of it.</summary>
public sealed class EventStream : LoggingBus
{
    private readonly Lock _lock = new();
    private ImmutableArray<(Type Channel, IActorRef Subscriber)> _subscriptions = [];
    private LogLevel _stdoutLevel = Logging.Off;

    public override bool Subscribe(IActorRef subscriber, Type channel)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        lock (_lock)
        {
            if (_subscriptions.Contains((channel, subscriber)))
                return false;
            _subscriptions = _subscriptions.Add((channel, subscriber));
            return true;
        }
    }

    public override bool Unsubscribe(IActorRef subscriber, Type channel) => Remove(entry => entry.Channel == channel && entry.Subscriber.Equals(subscriber));

    public override bool Unsubscribe(IActorRef subscriber) => Remove(entry => entry.Subscriber.Equals(subscriber));

    public override void Publish(object @event)
    {
        if (@event is LogEvent said && said.LogLevel() >= _stdoutLevel)
            StandardOutLogger.Print(said);
        ImmutableArray<(Type Channel, IActorRef Subscriber)> subscriptions;
        lock (_lock)
            subscriptions = _subscriptions;
        HashSet<IActorRef> told = null;
        foreach (var (channel, subscriber) in subscriptions)
        {
            if (!channel.IsInstanceOfType(@event) || !(told ??= []).Add(subscriber))
                continue;
            // What a dead subscriber is sent would be published again, as a dead letter.
            if (subscriber is LocalActorRef { IsTerminated: true })
                Unsubscribe(subscriber);
            else
                subscriber.Tell(@event, ActorRefs.NoSender);
        }
    }

    /// <summary>Until the loggers run, and after they have stopped, the log goes straight to the standard output.</summary>
    internal void StartStdoutLogger(LogLevel level) => _stdoutLevel = level;

    internal void StopStdoutLogger() => _stdoutLevel = Logging.Off;

    private bool Remove(Predicate<(Type Channel, IActorRef Subscriber)> which)
    {
        lock (_lock)
        {
            var before = _subscriptions.Length;
            _subscriptions = _subscriptions.RemoveAll(which);
            return _subscriptions.Length < before;
        }
    }
}

public static class EventBusExtensions
{
    public static bool Subscribe<T>(this LoggingBus eventBus, IActorRef subscriber) => eventBus.Subscribe(subscriber, typeof(T));

    public static bool Unsubscribe<T>(this LoggingBus eventBus, IActorRef subscriber) => eventBus.Unsubscribe(subscriber, typeof(T));
}
