namespace Akka.Actor;

/// <summary>Handled by the cell, before or instead of the actor.</summary>
public interface IAutoReceivedMessage;

/// <summary>Not to be taken from strangers.</summary>
public interface IPossiblyHarmful;

/// <summary>Stays within a process; <c>serialize-messages</c> leaves it alone.</summary>
public interface INoSerializationVerificationNeeded;

/// <summary>Does not put off the receive timeout.</summary>
public interface INotInfluenceReceiveTimeout;

/// <summary>The actor of a watched reference is gone.</summary>
public sealed class Terminated(IActorRef actorRef, bool existenceConfirmed, bool addressTerminated)
    : IAutoReceivedMessage, IPossiblyHarmful, Event.IDeadLetterSuppression, INoSerializationVerificationNeeded
{
    public IActorRef ActorRef { get; } = actorRef;

    public bool ExistenceConfirmed { get; } = existenceConfirmed;

    public bool AddressTerminated { get; } = addressTerminated;

    public override string ToString() => $"<Terminated>: {ActorRef} - ExistenceConfirmed={ExistenceConfirmed}";
}

/// <summary>Stops the actor once all messages before it have been handled.</summary>
public sealed class PoisonPill : IAutoReceivedMessage, IPossiblyHarmful, Event.IDeadLetterSuppression
{
    public static PoisonPill Instance { get; } = new();

    public override string ToString() => "<PoisonPill>";
}

/// <summary>Makes the actor fail with an <see cref="ActorKilledException"/>.</summary>
public sealed class Kill : IAutoReceivedMessage, IPossiblyHarmful
{
    public static Kill Instance { get; } = new();

    public override string ToString() => "<Kill>";
}

/// <summary>Sent to an actor that has not had a message for as long as it asked with SetReceiveTimeout.</summary>
public sealed class ReceiveTimeout : IPossiblyHarmful, INoSerializationVerificationNeeded
{
    public static ReceiveTimeout Instance { get; } = new();

    public override string ToString() => "<ReceiveTimeout>";
}

/// <summary>Every living actor answers it with an <see cref="ActorIdentity"/>.</summary>
public sealed class Identify(object messageId) : IAutoReceivedMessage, INotInfluenceReceiveTimeout
{
    public object MessageId { get; } = messageId;
}

public sealed class ActorIdentity(object messageId, IActorRef subject)
{
    public object MessageId { get; } = messageId;

    public IActorRef Subject { get; } = subject;

    public override string ToString() => $"<ActorIdentity>: {MessageId} - {Subject}";
}

/// <summary>The answers "done" and "failed".</summary>
public abstract class Status
{
    private Status()
    {
    }

    public sealed class Success(object status) : Status
    {
        public static readonly Success Instance = new(null);

        public object Status { get; } = status;

        public override string ToString() => $"Success: {Status}";
    }

    public sealed class Failure(Exception cause, object state = null) : Status
    {
        public Exception Cause { get; } = cause;

        public object State { get; } = state;

        public override string ToString() => $"Failure: {Cause}";
    }
}

/// <summary>A message with its sender, as it lies in a mailbox.</summary>
public readonly struct Envelope
{
    public Envelope(object message, IActorRef sender, ActorSystem system)
    {
        Message = message;
        Sender = sender ?? system.DeadLetters;
    }

    public Envelope(object message, IActorRef sender)
    {
        Message = message;
        Sender = sender;
    }

    public object Message { get; }

    public IActorRef Sender { get; }

    public override string ToString() => $"<{Message}> from {Sender}";
}
