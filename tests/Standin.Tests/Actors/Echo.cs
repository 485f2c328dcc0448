using Akka.Actor;

namespace Entracte.Standin.Tests.Actors;

/// <summary>Sends back what it gets; an exception it throws instead.</summary>
internal sealed class Echo : ReceiveActor
{
    public Echo()
    {
        Receive<Exception>(cause => throw cause);
        ReceiveAny(message => Sender.Tell(message));
    }
}
