using Akka.Actor;
using Entracte.Coordinator.Questions;
using Entracte.Coordinator.Wire;

namespace Entracte.Coordinator.Coordination;

/// <summary>Whoever looks for the coordinator before he asks is asking over a link that may lose messages; what he then says is heard once.</summary>
internal sealed partial class Coordinator
{
    private readonly Dictionary<IActorRef, IActorRef> keepers = [];

    private void ReceiveQuestions()
    {
        Receive<CoordinatorProbe>(_ => KeeperOf(Sender).Tell(new AnswerKeeper.Looked()));
        Receive<IEntracteMessage>(request => keepers[Sender].Tell(new AnswerKeeper.Said(request)), _ => !Sender.IsNobody() && keepers.ContainsKey(Sender));
    }

    private IActorRef KeeperOf(IActorRef asker)
    {
        if (keepers.TryGetValue(asker, out var known))
            return known;
        var self = Self;
        var keeper = Context.System.ActorOf(Props.Create(() => new AnswerKeeper(asker, self, epoch, settings.CoordinatorAnswerTimeout)));
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
