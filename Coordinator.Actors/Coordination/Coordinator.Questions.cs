using Akka.Actor;
using Akka.Event;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Computations;
using Entracte.Coordinator.Migrations;
using Entracte.Coordinator.Questions;
using Entracte.Coordinator.Wire;

namespace Entracte.Coordinator.Coordination;

/// <summary>Whoever looks for the coordinator before he asks is asking over a link that may lose messages; what he then says is heard once.</summary>
internal sealed partial class Coordinator
{
    private readonly Dictionary<IActorRef, IActorRef> keepers = [];

    private void ReceiveQuestions()
    {
        Receive<DeadLetter>(OnDeadLetter);
        Receive<CoordinatorProbe>(_ => KeeperOf(Sender).Tell(new AnswerKeeper.Looked()));
        Receive<IEntracteMessage>(request => keepers[Sender].Tell(new AnswerKeeper.Said(request)), _ => !Sender.IsNobody() && keepers.ContainsKey(Sender));
    }

    /// <summary>What a computation that has thrown had not come to yet: nobody else would ever answer it.</summary>
    private void OnDeadLetter(DeadLetter letter)
    {
        if (letter.Message is not (CheckpointRequest or KillRequest or RestartOrder or MigrateOrder or ProgramEnded) || !letter.Recipient.Path.Parent.Equals(Self.Path))
            return;
        var failure = Failure.Of(FailureKind.HostFailed, "what keeps the computation has failed before it came to this; see the log of the coordinator, and ask again");
        if (letter.Message is RestartOrder order)
            OnRestartEnded(new RestartEnded(order.Request.RequestId, null, failure));
        if (!letter.Sender.IsNobody())
            letter.Sender.Tell(failure);
    }

    private IActorRef KeeperOf(IActorRef asker)
    {
        if (keepers.TryGetValue(asker, out var known))
            return known;
        var self = Self;
        // Not a child: it answers for a coordinator that has failed, too.
#pragma warning disable AK1008
        var keeper = Context.System.ActorOf(Props.Create(() => new AnswerKeeper(asker, self, epoch, settings.CoordinatorAnswerTimeout)));
#pragma warning restore AK1008
        Context.Watch(keeper);
        return keepers[asker] = keeper;
    }

    protected override void PostStop()
    {
        FailRestarts();
        // What has not been answered now never will be.
        foreach (var keeper in keepers.Values)
            keeper.Tell(new AnswerKeeper.Over());
    }

    private void ForgetKeeper(IActorRef ended)
    {
        foreach (var asker in keepers.Where(pair => pair.Value.Equals(ended)).Select(pair => pair.Key).ToArray())
            keepers.Remove(asker);
    }
}
