using Akka.Actor;

namespace Entracte.Coordinator.Actors.Tests.Simulation;

/// <summary>Somebody who has asked something, once.</summary>
internal sealed class Client : ReceiveActor
{
    public Client(Action<object> answered) => ReceiveAny(answered);
}
