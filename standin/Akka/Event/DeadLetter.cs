using Akka.Actor;

namespace Akka.Event;

/// <summary>A message whose loss nobody needs to hear of.</summary>
public interface IDeadLetterSuppression;

public abstract class AllDeadLetters(object message, IActorRef sender, IActorRef recipient) : INoSerializationVerificationNeeded
{
    public object Message { get; } = message;

    public IActorRef Sender { get; } = sender;

    public IActorRef Recipient { get; } = recipient;

    public override string ToString() => $"{GetType().Name} from {Sender} to {Recipient}: <{Message}>";
}

/// <summary>A message that did not reach anybody.</summary>
public sealed class DeadLetter(object message, IActorRef sender, IActorRef recipient) : AllDeadLetters(message, sender, recipient);

public sealed class SuppressedDeadLetter(IDeadLetterSuppression message, IActorRef sender, IActorRef recipient) : AllDeadLetters(message, sender, recipient);

/// <summary>A message that reached its actor, which had no use for it.</summary>
public sealed class UnhandledMessage(object message, IActorRef sender, IActorRef recipient) : AllDeadLetters(message, sender, recipient);
