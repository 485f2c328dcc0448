using System.Threading.Channels;
using Akka.Actor;

namespace Entracte.Standin.Tests.Networks;

/// <summary>Keeps all that it gets for the test to read, and watches whom it is sent.</summary>
internal sealed class Collector : ReceiveActor
{
    public Collector(ChannelWriter<object> kept)
    {
        Receive<Watched>(watched =>
        {
            Context.Watch(watched.Subject);
            kept.TryWrite("watching");
        });
        ReceiveAny(message => kept.TryWrite(message));
    }

    public static (IActorRef Actor, ChannelReader<object> Kept) In(ActorSystem system)
    {
        var channel = Channel.CreateUnbounded<object>();
        var writer = channel.Writer;
#pragma warning disable AK1008 // Nobody is inside of an actor here.
        return (system.ActorOf(Props.Create(() => new Collector(writer))), channel.Reader);
#pragma warning restore AK1008
    }

    public sealed record Watched(IActorRef Subject) : INoSerializationVerificationNeeded;
}
