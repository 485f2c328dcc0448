using Akka.Actor;
using Akka.Event;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Nodes;
using Entracte.Coordinator.Rollbacks;

namespace Entracte.Coordinator.Computations;

/// <summary>Every restart is a life of its own. Processes of an earlier one, on a node that was taken for lost and is back, must end: what they would write belongs to others by now.</summary>
internal sealed partial class Computation
{
    private const string MissingTimer = "missing";

    /// <summary>What is left of it is stopped until its nodes are back.</summary>
    private bool isHeld;

    /// <summary>What is known of the last loss of a node; empty: nothing, as where a coordinator that is new only misses some.</summary>
    private string lossHappened = "";

    private void ReceiveLives() => Receive<MissingDue>(_ =>
    {
        if (rollback is not null || unreachable.Count == 0)
            return;
        var isToldAlready = lossHappened.Length > 0;
        OnNodeLost(isToldAlready ? lossHappened : $"{string.Join(", ", unreachable)} with processes of {registration.Name} and the coordinator of then were lost", isToldAlready);
    });

    /// <summary>Whether the node speaks of what has been replaced.</summary>
    private bool IsOfEarlierLife(RootsReported report)
    {
        var life = report.Registration.Life;
        if (life > registration.Life)
        {
            foreach (var (node, known) in nodes.Where(pair => pair.Value.Registration.Life < life && pair.Key != report.Node).ToArray())
            {
                End(known, life);
                nodes.Remove(node);
            }
        }

        if (life >= registration.Life)
            return false;
        if (report.Registration.Roots.Length == 0)
            return true;
        return End(report, registration.Life);
    }

    /// <returns>False where nobody has asked for it: then they count as its processes, as they always have.</returns>
    private bool End(RootsReported earlier, long life)
    {
        if (earlier.Registration.Policy.OnNodeLoss == OnNodeLoss.Wait || earlier.Registration.Roots.Length == 0)
            return false;
        log.Warning("{0}: {1} has processes of an earlier life; they are ended", registration.Name, earlier.Node);
        earlier.Agent.Tell(new LifeOver { ComputationId = id, Life = life, Epoch = epoch });
        return true;
    }

    private void HoldWhatIsLeft()
    {
        isHeld = true;
        foreach (var agent in agents.Values)
            agent.Tell(new HoldRoots { ComputationId = id, Hold = true, Epoch = epoch });
    }

    /// <summary>The nodes that were missed are back with what they had.</summary>
    private void LetGoWhenComplete()
    {
        if (!isHeld || unreachable.Count > 0)
            return;
        isHeld = false;
        lossHappened = "";
        foreach (var agent in agents.Values)
            agent.Tell(new HoldRoots { ComputationId = id, Hold = false, Epoch = epoch });
        lastRollback = $"all nodes of {registration.Name} are back, and it goes on";
        log.Info("{0}", lastRollback);
    }

    /// <summary>A coordinator that is new learns from the others whom it misses. They have as long to tell that they are there as any node has.</summary>
    private void MissOthersLater()
    {
        if (unreachable.Count > 0 && !Timers.IsTimerActive(MissingTimer) && registration.Policy.OnNodeLoss != OnNodeLoss.Wait)
            Timers.StartSingleTimer(MissingTimer, new MissingDue(), settings.NodeUnreachableAfter);
    }

    /// <summary>Also where the last of it has ended by itself before it was ended; but what lives on, because it could not be ended, is looked after as before.</summary>
    private bool IsOrderedEnd(Attempt over, AttemptEnded ended) => !Equals(over.Asked?.Asker, Self)
        && (ended.Result is KillResult or CheckpointResult { Killed: true }
            || (over.Key.Kind == RouteKind.Kill && ended.Failure is { Kind: FailureKind.ProcessEnded } && AgentsWithRoots.Count < 2));

    private bool IsOrderedEndOfPart(Attempt over, AttemptEnded ended) => !Equals(over.Asked?.Asker, Self)
        && (ended.IsInPart || (over.Key.Kind is RouteKind.CheckpointAndKill or RouteKind.Departure && ended.Result is CheckpointResult { Killed: false }));

    private sealed record MissingDue : INoSerializationVerificationNeeded;
}
