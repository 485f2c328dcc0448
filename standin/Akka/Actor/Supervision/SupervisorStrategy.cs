using Akka.Actor.Cells;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

public enum Directive
{
    Resume,
    Restart,
    Escalate,
    Stop,
}

/// <summary>What a supervisor does about a child that has failed.</summary>
public abstract class SupervisorStrategy
{
    /// <summary>A child that cannot start, was killed or broke a death pact is stopped; any other is restarted.</summary>
    public static readonly IDecider DefaultDecider = Akka.Actor.Decider.From(cause => cause switch
    {
        ActorInitializationException or ActorKilledException or DeathPactException => Directive.Stop,
        _ => Directive.Restart,
    });

    public static readonly SupervisorStrategy DefaultStrategy = new OneForOneStrategy(DefaultDecider);

    public static readonly OneForOneStrategy StoppingStrategy = new(_ => Directive.Stop);

    private protected SupervisorStrategy(int? retriesMax, TimeSpan? window, IDecider decider, bool loggingEnabled)
    {
        RetriesMax = retriesMax is < 0 ? null : retriesMax;
        Window = window is { } length && length > TimeSpan.Zero ? length : null;
        Decider = decider;
        LoggingEnabled = loggingEnabled;
    }

    public IDecider Decider { get; }

    protected bool LoggingEnabled { get; set; }

    private protected int? RetriesMax { get; }

    private protected TimeSpan? Window { get; }

    protected virtual Directive Handle(IActorRef child, Exception exception) => Decider.Decide(exception);

    protected virtual void LogFailure(IActorContext context, IActorRef child, Exception cause, Directive directive)
    {
        if (!LoggingEnabled || directive == Directive.Escalate)
            return;
        var text = cause is ActorInitializationException { InnerException: { } inner } ? inner.Message : cause.Message;
        var source = child.Path.ToString();
        context.System.EventStream.Publish(directive == Directive.Resume
            ? new Warning(source, GetType(), text)
            : new Error(cause, source, GetType(), text));
    }

    /// <summary>Says whether the failure has been dealt with; if not, it is the supervisor's own.</summary>
    internal bool HandleFailure(ActorCell supervisor, ChildStats failed, IReadOnlyCollection<ChildStats> children, Exception cause)
    {
        var directive = Handle(failed.Child, cause);
        LogFailure(supervisor, failed.Child, cause, directive);
        switch (directive)
        {
            case Directive.Resume:
                failed.Child.SendSystemMessage(new Resume(cause));
                return true;
            case Directive.Escalate:
                return false;
            default:
                Process(supervisor, directive == Directive.Restart, failed, children, cause);
                return true;
        }
    }

    private protected bool MayRestart(ActorCell supervisor, ChildStats stats) =>
        stats.MayRestart(RetriesMax, Window, supervisor.System.Scheduler.MonotonicClock.Ticks);

    private protected abstract void Process(ActorCell supervisor, bool restart, ChildStats failed, IReadOnlyCollection<ChildStats> children, Exception cause);
}
