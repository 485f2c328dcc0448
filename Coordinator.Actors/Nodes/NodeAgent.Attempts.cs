using Akka.Actor;
using Akka.Event;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Checkpoints;
using Entracte.Coordinator.Restarts;

namespace Entracte.Coordinator.Nodes;

/// <summary>
/// Orders of attempts. An order of an epoch that has been replaced is refused here, at the one door; and what an older epoch began is put back
/// as soon as a later one is heard of: its coordinator will not come back for it.
/// </summary>
internal sealed partial class NodeAgent
{
    private readonly Dictionary<AttemptKey, Part> parts = [];
    private readonly Dictionary<string, long> lastBegun = [];

    private void ReceiveAttempts()
    {
        Receive<IAttemptOrder>(Fence, order => order.Key.Epoch < epoch);
        Receive<BeginCut>(OnBeginCut);
        Receive<BeginRestoration>(begin => OnBegin(begin, Props.Create(() => new NodeRestoration(begin, host, journal, settings))));
        Receive<IAttemptOrder>(OnOrder);
        Receive<Terminated>(OnTerminated);
        Receive<LookFailed>(failed => log.Warning("processes could not be looked at: {0}", failed.Thrown.Message));
    }

    private void Fence(IAttemptOrder order)
    {
        log.Warning("refused {0} of {1}: this node has heard of epoch {2}", order.GetType().Name, order.Key, epoch);
        Sender.Tell(new OrderFenced { Node = settings.NodeName, Epoch = epoch });
    }

    private void OnBegin(IAttemptOrder begin, Props props)
    {
        HearOf(begin.Key.Epoch);
        if (!parts.ContainsKey(begin.Key) && IsNew(begin.Key))
        {
            // A name of an actor is free again only when it has stopped; keys are never used twice, so neither are names.
            var actor = Context.Watch(Context.ActorOf(props, begin.Key.ActorName));
            parts[begin.Key] = new Part(actor, Sender) { Restoring = (begin as BeginRestoration)?.Registration };
            lastBegun[begin.Key.ComputationId] = begin.Key.Serial;
            // The lease begins with our own question, which goes ahead of the first answer.
            if (Restoring.Any(pair => pair.Key == begin.Key))
                Report();
        }

        OnOrder(begin);
    }

    private void OnOrder(IAttemptOrder order)
    {
        HearOf(order.Key.Epoch);
        if (parts.TryGetValue(order.Key, out var part))
        {
            parts[order.Key] = part = part with { Coordinator = Sender, Restoring = order is UndoOrder ? null : part.Restoring };
            if (part is not { Restoring: not null, AboutToRun: null } || order is not StepOrder { Step: Step.Run } || LetRun(order.Key, part))
                part.Actor.Forward(order);
        }
        else if (order is UndoOrder)
        {
            Sender.Tell(new AttemptUndone { Key = order.Key, Node = settings.NodeName });
        }
        else
        {
            Sender.Tell(Broken(order.Key, $"node {settings.NodeName} takes no part in this attempt any more"));
        }
    }

    private void OnTerminated(Terminated terminated)
    {
        ForgetCopy(terminated.ActorRef);
        foreach (var (key, part) in parts.Where(pair => pair.Value.Actor.Equals(terminated.ActorRef)).ToArray())
        {
            parts.Remove(key);
            StopSendingAhead(key);
            // To a coordinator whose attempt is over this says nothing new and is refused there.
            part.Coordinator.Tell(Broken(key, $"node {settings.NodeName} has put back its part"));
        }
    }

    private void HearOf(long heard)
    {
        if (heard <= epoch)
            return;
        epoch = heard;
        lastBegun.Clear();
        leaving.Clear();
        foreach (var part in parts.Where(pair => pair.Key.Epoch < heard).Select(pair => pair.Value))
            Context.Stop(part.Actor);
        Report();
    }

    private bool IsNew(AttemptKey key) => key.Serial > lastBegun.GetValueOrDefault(key.ComputationId);

    private StepBroke Broken(AttemptKey key, string reason)
        => new() { Key = key, Node = settings.NodeName, Failure = Failure.Of(FailureKind.HostFailed, reason) };

    private sealed record Part(IActorRef Actor, IActorRef Coordinator)
    {
        /// <summary>As what is being restored will be registered; null: nothing is, or is any more.</summary>
        public Registration? Restoring { get; init; }

        /// <summary>The same from the order on that lets it run.</summary>
        public Registration? AboutToRun { get; init; }

        /// <summary>When that order came first, and there was no lease; null: it has not come, or was obeyed.</summary>
        public double? WithheldAtMilliseconds { get; init; }
    }
}
