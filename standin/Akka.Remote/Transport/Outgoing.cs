using Akka.Actor;

namespace Akka.Remote.Transport;

/// <summary>What waits to be sent to another system.</summary>
internal abstract record Outgoing
{
    public sealed record Told(object Message, IActorRef Sender, RemoteActorRef Recipient) : Outgoing;

    public sealed record Selection(ActorSelectionMessage Message, IActorRef Sender, RemoteActorRef Root) : Outgoing;

    public sealed record Watching(RemoteActorRef Watchee, IInternalActorRef Watcher) : Outgoing;

    public sealed record Unwatching(RemoteActorRef Watchee, IInternalActorRef Watcher) : Outgoing;

    public sealed record Gone(IActorRef Actor, RemoteActorRef Watcher, bool ExistenceConfirmed) : Outgoing;

    public sealed record Heartbeat : Outgoing
    {
        public static readonly Heartbeat Instance = new();
    }
}
