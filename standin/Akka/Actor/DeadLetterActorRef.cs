using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>Takes what nobody takes, and publishes it.</summary>
internal class DeadLetterActorRef(IActorRefProvider provider, ActorPath path, EventStream eventStream) : MinimalActorRef
{
    public override ActorPath Path => path;

    public override IActorRefProvider Provider => provider;

    public override bool IsTerminated => true;

    public override void SendSystemMessage(ISystemMessage message) => Answer(message, this);

    /// <summary>Answers, in the name of an actor that is no more, those who want to know when it ends.</summary>
    internal static void Answer(ISystemMessage message, IActorRef gone)
    {
        if (message is Watch watch)
            watch.Watcher.SendSystemMessage(new DeathWatchNotification(watch.Watchee, watch.Watchee.Equals(gone) && gone is LocalActorRef, false));
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
        var letter = message as DeadLetter ?? new DeadLetter(message, sender ?? provider.DeadLetters, this);
        switch (letter.Message)
        {
            case Identify identify:
                letter.Sender?.Tell(new ActorIdentity(identify.MessageId, null), ActorRefs.NoSender);
                break;
            case IDeadLetterSuppression suppressed:
                eventStream.Publish(new SuppressedDeadLetter(suppressed, letter.Sender, letter.Recipient));
                break;
            default:
                eventStream.Publish(letter);
                break;
        }
    }
}

/// <summary>The reference to a local path where there is no actor (any more).</summary>
internal sealed class EmptyLocalActorRef(IActorRefProvider provider, ActorPath path) : MinimalActorRef
{
    public override ActorPath Path => path;

    public override IActorRefProvider Provider => provider;

    public override bool IsTerminated => true;

    public override void SendSystemMessage(ISystemMessage message) => DeadLetterActorRef.Answer(message, this);

    protected override void TellInternal(object message, IActorRef sender) =>
        provider.DeadLetters.Tell(new DeadLetter(message, sender ?? provider.DeadLetters, this), sender);
}
