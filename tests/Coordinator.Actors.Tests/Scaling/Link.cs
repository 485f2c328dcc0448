using Akka.Actor;
using Entracte.Coordinator.Wire;

namespace Entracte.Coordinator.Actors.Tests.Scaling;

/// <summary>Between one node and the coordinator: whoever sends to the other side sends to an end of it that stands for the receiver, and all is written down.</summary>
internal sealed class Link
{
    private readonly Dictionary<IActorRef, IActorRef> ends = [];

    /// <summary>In the order in which they were sent, in both directions.</summary>
    public List<IEntracteMessage> Messages { get; } = [];

    /// <summary>What stands for an actor of one side on the other.</summary>
    /// <param name="elsewhere">The system in which it is seen.</param>
    public IActorRef EndFor(IActorRef target, ActorSystem elsewhere, ActorSystem home)
    {
        if (!ends.TryGetValue(target, out var end))
            ends[target] = end = elsewhere.ActorOf(Props.Create(() => new End(this, target, elsewhere, home)));
        return end;
    }

    private sealed class End : ReceiveActor
    {
        public End(Link link, IActorRef target, ActorSystem elsewhere, ActorSystem home) => ReceiveAny(message =>
        {
            link.Messages.Add(message as IEntracteMessage ?? throw new InvalidOperationException($"{message.GetType().Name} cannot travel"));
            target.Tell(message, Sender.IsNobody() ? ActorRefs.NoSender : link.EndFor(Sender, home, elsewhere));
        });
    }
}
