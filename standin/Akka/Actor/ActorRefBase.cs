using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>References are equal when path and incarnation are.</summary>
public abstract class ActorRefBase : IActorRef
{
    public abstract ActorPath Path { get; }

    public void Tell(object message, IActorRef sender) =>
        TellInternal(message ?? throw new InvalidMessageException("Message is null."), sender);

    protected abstract void TellInternal(object message, IActorRef sender);

    public bool Equals(IActorRef other) => other is not null && (ReferenceEquals(this, other) || (Path.Uid == other.Path.Uid && Path.Equals(other.Path)));

    public override bool Equals(object obj) => Equals(obj as IActorRef);

    public override int GetHashCode() => HashCode.Combine(Path, Path.Uid);

    public int CompareTo(IActorRef other)
    {
        var byPath = Path.CompareTo(other?.Path);
        return byPath != 0 ? byPath : Path.Uid.CompareTo(other.Path.Uid);
    }

    public int CompareTo(object obj) => CompareTo(obj as IActorRef);

    public override string ToString() => Path.Uid == ActorPath.UndefinedUid ? $"[{Path}]" : $"[{Path}#{Path.Uid}]";
}

/// <summary>A reference that is no actor: it takes messages and nothing else.</summary>
public abstract class MinimalActorRef : ActorRefBase, IInternalActorRef
{
    public abstract IActorRefProvider Provider { get; }

    public virtual IInternalActorRef Parent => Nobody.Instance;

    public virtual bool IsLocal => true;

    public virtual bool IsTerminated => false;

    public virtual IEnumerable<IActorRef> Children => [];

    public virtual IActorRef GetChild(string name) => Nobody.Instance;

    public virtual void Stop()
    {
    }

    public virtual void SendSystemMessage(ISystemMessage message)
    {
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
    }
}

/// <summary>The reference that says "there is none"; what is sent to it is gone.</summary>
public sealed class Nobody : MinimalActorRef
{
    public static readonly Nobody Instance = new();

    private Nobody()
    {
    }

    public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems) / "Nobody";

    public override IActorRefProvider Provider => throw new NotSupportedException("Nobody does not provide");
}
