using Akka.Actor;
using Akka.Dispatch.SysMsg;

namespace Akka.Remote;

/// <summary>An actor of another system: what is told to it goes over the network.</summary>
internal sealed class RemoteActorRef(RemoteActorRefProvider provider, ActorPath path) : ActorRefBase, IInternalActorRef
{
    public override ActorPath Path => path;

    public IActorRefProvider Provider => provider;

    public IInternalActorRef Parent => path is RootActorPath ? this : new RemoteActorRef(provider, path.Parent);

    public bool IsLocal => false;

    public bool IsTerminated => false;

    public IEnumerable<IActorRef> Children => [];

    public IActorRef GetChild(string name) => new RemoteActorRef(provider, path.Child(name));

    public void Stop() => throw new NotSupportedException($"{this} is stopped by a PoisonPill; the stand-in has no other way over the network");

    public void SendSystemMessage(ISystemMessage message)
    {
        switch (message)
        {
            case Watch watch:
                provider.Watches.Begin(this, watch.Watcher);
                break;
            case Unwatch unwatch:
                provider.Watches.End(this, unwatch.Watcher);
                break;
            case DeathWatchNotification gone:
                provider.Transport.To(path.Address).Send(new Transport.Outgoing.Gone(gone.Actor, this, gone.ExistenceConfirmed));
                break;
            default:
                throw new NotSupportedException($"{message.GetType().Name} does not cross the network");
        }
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
        Transport.Outgoing outgoing = message is ActorSelectionMessage selection
            ? new Transport.Outgoing.Selection(selection, sender, this)
            : new Transport.Outgoing.Told(message, sender, this);
        provider.Transport.To(path.Address).Send(outgoing);
    }
}
