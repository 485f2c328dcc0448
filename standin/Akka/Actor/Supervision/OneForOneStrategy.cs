using Akka.Actor.Cells;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>Only the child that failed is concerned.</summary>
public class OneForOneStrategy : SupervisorStrategy
{
    public OneForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, Func<Exception, Directive> localOnlyDecider)
        : this(maxNrOfRetries, withinTimeRange, Actor.Decider.From(localOnlyDecider))
    {
    }

    public OneForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, IDecider decider)
        : base(maxNrOfRetries, withinTimeRange, decider, true)
    {
    }

    public OneForOneStrategy(int maxNrOfRetries, int withinTimeMilliseconds, Func<Exception, Directive> localOnlyDecider, bool loggingEnabled = true)
        : base(maxNrOfRetries, TimeSpan.FromMilliseconds(withinTimeMilliseconds), Actor.Decider.From(localOnlyDecider), loggingEnabled)
    {
    }

    public OneForOneStrategy(Func<Exception, Directive> localOnlyDecider, bool loggingEnabled = true)
        : base(null, null, Actor.Decider.From(localOnlyDecider), loggingEnabled)
    {
    }

    public OneForOneStrategy(IDecider decider)
        : base(null, null, decider, true)
    {
    }

    private protected override void Process(ActorCell supervisor, bool restart, ChildStats failed, IReadOnlyCollection<ChildStats> children, Exception cause)
    {
        if (restart && MayRestart(supervisor, failed))
            failed.Child.SendSystemMessage(new Recreate(cause));
        else
            supervisor.Stop(failed.Child);
    }
}
