namespace Akka.Actor;

/// <summary>Anything that takes messages.</summary>
public interface ICanTell
{
    void Tell(object message, IActorRef sender);
}

/// <summary>A reference to one incarnation of an actor; it may be sent in messages, kept, and compared.</summary>
public interface IActorRef : ICanTell, IEquatable<IActorRef>, IComparable<IActorRef>, IComparable
{
    ActorPath Path { get; }
}

public static class ActorRefs
{
    public static readonly Nobody Nobody = Nobody.Instance;

    public static readonly IActorRef NoSender;
}

public static class ActorRefImplicitSenderExtensions
{
    /// <summary>Sends with the actor that runs on this thread as sender, if one does.</summary>
    public static void Tell(this IActorRef receiver, object message) => receiver.Tell(message, Cells.ActorCell.CurrentSelf);

    /// <summary>Sends the message on with the sender of the message that is being handled.</summary>
    public static void Forward(this IActorRef receiver, object message) => receiver.Tell(message, Cells.ActorCell.Current?.Sender);
}

public static class ActorRefExtensions
{
    public static bool IsNobody(this IActorRef actorRef) => actorRef is null or Nobody;

    public static IActorRef GetOrElse(this IActorRef actorRef, Func<IActorRef> elseValue) => actorRef.IsNobody() ? elseValue() : actorRef;
}
