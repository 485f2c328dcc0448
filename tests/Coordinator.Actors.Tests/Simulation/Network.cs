using Akka.Actor;
using Entracte.Coordinator.Checkpoints;
using Entracte.Coordinator.Wire;

namespace Entracte.Coordinator.Actors.Tests.Simulation;

/// <summary>
/// Owns every message between the coordinator's machine and the nodes. Both sides only ever see wires of it. It keeps the order between any two, as Akka does, and
/// loses what the world wants lost; the wires of a machine that has died end, as watched references do.
/// </summary>
internal sealed class Network : ReceiveActor
{
    private readonly World world;
    private readonly Dictionary<(string Node, bool IsUp, IActorRef Target), IActorRef> wires = [];

    public Network(World world)
    {
        this.world = world;
        Receive<Join>(join => join.Joined(WireTo(join.Node, isUp: true, join.Coordinator)));
        Receive<Carry>(OnCarry);
        Receive<Cut>(OnCut);
    }

    private void OnCarry(Carry carry)
    {
        if (carry is { IsUp: false, Message: BeginCut begin })
            world.Witness.Ordered(begin.Key, carry.Node);
        var isLost = carry.Message is IEntracteMessage && world.Loses(carry.Node);
        world.Tell($"{carry.Node} {(carry.IsUp ? "->" : "<-")} {carry.Message.GetType().Name}{(isLost ? " is lost" : "")}");
        if (!isLost)
            carry.Target.Tell(carry.Message, Sender.IsNobody() ? ActorRefs.Nobody : WireTo(carry.Node, !carry.IsUp, Sender));
    }

    private IActorRef WireTo(string node, bool isUp, IActorRef target)
    {
        if (wires.TryGetValue((node, isUp, target), out var known))
            return known;
        var network = Self;
        return wires[(node, isUp, target)] = Context.ActorOf(Props.Create(() => new Simulation.Wire(network, node, isUp, target)));
    }

    private void OnCut(Cut cut)
    {
        foreach (var wire in wires.Where(pair => pair.Key.Node == cut.Node).Select(pair => pair.Value))
            Context.Stop(wire);
    }

    public sealed record Join(string Node, IActorRef Coordinator, Action<IActorRef> Joined) : INoSerializationVerificationNeeded;

    public sealed record Carry(string Node, bool IsUp, IActorRef Target, object Message) : INoSerializationVerificationNeeded;

    public sealed record Cut(string Node) : INoSerializationVerificationNeeded;
}
