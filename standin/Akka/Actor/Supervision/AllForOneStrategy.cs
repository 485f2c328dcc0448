using Akka.Actor.Cells;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>What happens to the child that failed happens to its siblings too.</summary>
public class AllForOneStrategy : SupervisorStrategy
{
    public AllForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, Func<Exception, Directive> localOnlyDecider)
        : base(maxNrOfRetries, withinTimeRange, Actor.Decider.From(localOnlyDecider), true)
    {
    }

    public AllForOneStrategy(Func<Exception, Directive> localOnlyDecider)
        : base(null, null, Actor.Decider.From(localOnlyDecider), true)
    {
    }

    private protected override void Process(ActorCell supervisor, bool restart, ChildStats failed, IReadOnlyCollection<ChildStats> children, Exception cause)
    {
        var restartAll = restart && children.All(child => MayRestart(supervisor, child));
        foreach (var child in children)
        {
            if (restartAll)
                child.Child.SendSystemMessage(new Recreate(cause));
            else
                supervisor.Stop(child.Child);
        }
    }
}
