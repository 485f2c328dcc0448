using Akka.Actor.Cells;
using Akka.Event;

namespace Akka.Actor;

/// <summary>An actor: state that only one message at a time may touch.</summary>
public abstract class ActorBase
{
    protected ActorBase()
    {
        var cell = ActorCell.Current
            ?? throw new ActorInitializationException($"Do not create {GetType()} using 'new', always create actors using an ActorContext or ActorSystem.");
        cell.Become(Receive);
    }

    protected static IActorContext Context => ActorCell.Current
        ?? throw new NotSupportedException("There is no active ActorContext, this is most likely due to use of async operations from within this actor.");

    protected IActorRef Self => Context.Self;

    protected IActorRef Sender => Context.Sender;

    protected abstract bool Receive(object message);

    /// <summary>A terminated actor that was watched and that nobody asks about is an error (a death pact); anything else is published.</summary>
    protected virtual void Unhandled(object message)
    {
        if (message is Terminated terminated)
            throw new DeathPactException(terminated.ActorRef);
        Context.System.EventStream.Publish(new UnhandledMessage(message, Sender, Self));
    }

    protected void Become(Receive receive) => Context.Become(receive);

    protected void BecomeStacked(Receive receive) => Context.BecomeStacked(receive);

    protected void UnbecomeStacked() => Context.UnbecomeStacked();

    protected void SetReceiveTimeout(TimeSpan? timeout) => Context.SetReceiveTimeout(timeout);

    protected virtual SupervisorStrategy SupervisorStrategy() => Actor.SupervisorStrategy.DefaultStrategy;

    protected virtual void PreStart()
    {
    }

    protected virtual void PostStop()
    {
    }

    /// <summary>Called on the actor that failed; by default it lets go of its children and stops.</summary>
    protected virtual void PreRestart(Exception reason, object message)
    {
        foreach (var child in Context.GetChildren().ToList())
        {
            Context.Unwatch(child);
            Context.Stop(child);
        }
        PostStop();
    }

    /// <summary>Called on the actor that takes its place.</summary>
    protected virtual void PostRestart(Exception reason) => PreStart();

    protected internal virtual bool AroundReceive(Receive receive, object message)
    {
        if (receive(message))
            return true;
        Unhandled(message);
        return false;
    }

    public virtual void AroundPreStart() => PreStart();

    public virtual void AroundPostStop() => PostStop();

    public virtual void AroundPreRestart(Exception cause, object message) => PreRestart(cause, message);

    public virtual void AroundPostRestart(Exception cause, object message) => PostRestart(cause);

    internal SupervisorStrategy Strategy => SupervisorStrategy();

    /// <summary>Called once the constructors are through.</summary>
    internal virtual void Constructed()
    {
    }
}
