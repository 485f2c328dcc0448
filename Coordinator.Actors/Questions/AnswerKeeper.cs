using Akka.Actor;
using Entracte.Coordinator.Nodes;
using Entracte.Coordinator.Wire;

namespace Entracte.Coordinator.Questions;

/// <summary>
/// Stands before the coordinator for one who asks over a link that may lose messages (<see cref="Asking"/>): the request is let through once, however often it is said, and the answer is said
/// again as long as somebody looks for it. It belongs to nobody, because the coordinator answers what is left when it ends.
/// </summary>
internal sealed class AnswerKeeper : ReceiveActor
{
    private readonly IActorRef asker;
    private readonly IActorRef coordinator;
    private readonly long epoch;
    private bool isAsked;
    private bool isOver;
    private object? answer;

    /// <param name="epoch">Of the coordinator.</param>
    /// <param name="patience">So long after the last word it is not needed any more.</param>
    public AnswerKeeper(IActorRef asker, IActorRef coordinator, long epoch, TimeSpan patience)
    {
        (this.asker, this.coordinator, this.epoch) = (asker, coordinator, epoch);
        SetReceiveTimeout(patience);
        Receive<Looked>(_ => OnLooked());
        Receive<Said>(said => OnSaid(said.Request));
        Receive<Over>(_ => isOver = true);
        Receive<ReceiveTimeout>(_ => Context.Stop(Self), _ => isOver || !isAsked || answer is not null);
        Receive<ReceiveTimeout>(_ => { });
        ReceiveAny(OnAnswer);
    }

    private void OnLooked()
    {
        asker.Tell(new NodeWelcome { Epoch = epoch, HasRequest = isAsked });
        if (answer is not null)
            asker.Tell(answer);
    }

    private void OnSaid(IEntracteMessage request)
    {
        if (request is WithdrawRequest)
        {
            // What is still on its way must not be done when it comes.
            if (!isAsked)
                (isAsked, answer) = (true, Failure.Of(FailureKind.Cancelled, "the one who asked has withdrawn"));
            coordinator.Tell(request, Self);
        }
        else if (!isAsked)
        {
            isAsked = true;
            coordinator.Tell(request, Self);
        }
    }

    private void OnAnswer(object given)
    {
        answer = given;
        asker.Tell(given);
    }

    /// <summary>The asker looks for the coordinator.</summary>
    public sealed record Looked : INoSerializationVerificationNeeded;

    public sealed record Said(IEntracteMessage Request) : INoSerializationVerificationNeeded;

    /// <summary>The coordinator has ended.</summary>
    public sealed record Over : INoSerializationVerificationNeeded;
}
