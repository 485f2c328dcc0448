using Akka.Actor;

namespace Entracte.Coordinator.Actors.Tests.Simulation;

/// <summary>Stands on one side of the network for somebody on the other.</summary>
internal sealed class Wire : ReceiveActor
{
    public Wire(IActorRef network, string node, bool isUp, IActorRef target)
        => ReceiveAny(message => network.Tell(new Network.Carry(node, isUp, target, message), Sender));
}
