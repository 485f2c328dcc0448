using Akka.Actor;

namespace Entracte.Coordinator.Actors.Tests.Simulation;

/// <summary>The parent of all actors of a simulation. Whoever fails, or is killed, is begun anew, as by the supervisor of a real system.</summary>
internal sealed class Stage : ReceiveActor
{
    public Stage() => Receive<Enter>(enter => enter.Arrived(Context.ActorOf(enter.Props, enter.Name)));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);

    public sealed record Enter(Props Props, string Name, Action<IActorRef> Arrived) : INoSerializationVerificationNeeded;
}
