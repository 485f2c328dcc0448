using Akka.Actor.Cells;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>The reference to an actor of this process.</summary>
internal sealed class LocalActorRef(ActorCell cell, ActorPath path) : ActorRefBase, IInternalActorRef
{
    public ActorCell Cell => cell;

    public override ActorPath Path => path;

    public IInternalActorRef Parent => cell.Parent;

    public IActorRefProvider Provider => cell.SystemImpl.Provider;

    public bool IsLocal => true;

    public bool IsTerminated => cell.IsTerminated;

    public IEnumerable<IActorRef> Children => cell.GetChildren();

    public IActorRef GetChild(string name) => cell.SingleChild(name);

    public void Stop() => SendSystemMessage(new Terminate());

    public void SendSystemMessage(ISystemMessage message) => cell.Mailbox.Post(message);

    protected override void TellInternal(object message, IActorRef sender) => cell.SendMessage(message, sender);
}
