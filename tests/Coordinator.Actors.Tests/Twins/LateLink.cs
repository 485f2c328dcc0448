using Akka.Actor;
using Entracte.Coordinator.Attempts;

namespace Entracte.Coordinator.Actors.Tests.Twins;

/// <summary>
/// Between a node and its coordinator, whole at first. From one message to the node on all that goes there is held back, until the test delivers it, and all that comes from there is lost.
/// </summary>
/// <param name="isHeldBackFrom">That message.</param>
internal sealed class LateLink(Func<object, bool> isHeldBackFrom)
{
    private readonly Lock turn = new();
    private readonly Dictionary<IActorRef, IActorRef> ends = [];
    private readonly List<(IActorRef Target, object Message, IActorRef Sender)> late = [];
    private readonly TaskCompletionSource cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Step> stepSaid = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool isDelivered;

    public Task IsCut => cut.Task;

    /// <summary>The first step that the node would tell the coordinator of after it got what was late.</summary>
    public Task<Step> StepSaid => stepSaid.Task;

    /// <summary>What stands for an actor of one side on the other.</summary>
    /// <param name="isOfNode">It is the node's.</param>
    public IActorRef EndFor(IActorRef target, bool isOfNode, ActorSystem system)
    {
        lock (turn)
        {
            if (!ends.TryGetValue(target, out var end))
                ends[target] = end = system.ActorOf(Props.Create(() => new End(this, target, isOfNode, system)));
            return end;
        }
    }

    /// <summary>The node's actors are seen to be gone.</summary>
    public void Lose(IActorRef target, ActorSystem system) => system.Stop(EndFor(target, isOfNode: true, system));

    public void DeliverLate()
    {
        lock (turn)
        {
            isDelivered = true;
            late.ForEach(each => each.Target.Tell(each.Message, each.Sender));
        }
    }

    private void Carry(IActorRef target, object message, IActorRef sender, bool isToNode)
    {
        lock (turn)
        {
            if (isToNode && isHeldBackFrom(message))
                cut.TrySetResult();
            if (!cut.Task.IsCompleted)
                target.Tell(message, sender);
            else if (isToNode)
                late.Add((target, message, sender));
            else if (isDelivered && message is StepReached reached)
                stepSaid.TrySetResult(reached.Step);
        }
    }

    private sealed class End : ReceiveActor
    {
        public End(LateLink link, IActorRef target, bool isOfNode, ActorSystem system)
            => ReceiveAny(message => link.Carry(target, message, Sender.IsNobody() ? ActorRefs.Nobody : link.EndFor(Sender, !isOfNode, system), isOfNode));
    }
}
