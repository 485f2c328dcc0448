using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Entracte.Coordinator.Restarts;
using Entracte.Coordinator.Rollbacks;

namespace Entracte.Coordinator.Computations;

/// <summary>
/// Goes back to the last image when a program has crashed or a node was lost: looks for the image, ends what is left, has it restarted. <see cref="RollbackTable"/> decides;
/// kill and restart are asked for as anybody would.
/// </summary>
internal sealed partial class Computation
{
    private const string RollbackTimer = "rollback";
    private const int EndTriesMax = 5;

    private readonly Dictionary<string, IActorRef> agents = [];
    private Rollback? rollback;
    private Whereabouts whereabouts = Whereabouts.Unknown;
    private string lastRollback = "";
    private bool wasEndedOnOrder;

    /// <summary>Some of it was, and the rest could not be: in this life SIGKILL may have been ours.</summary>
    private bool wasEndedInPart;

    /// <summary>By node, who has told of a crash by a note. He keeps it until he is told how it ended, because it may end with this coordinator.</summary>
    private readonly Dictionary<string, IActorRef> tellers = [];

    private void ReceiveRollbacks()
    {
        // The restart has begun a new life by now; but that is not sure to be lived.
        Receive<ProgramEnded>(ended => tellers[ended.Node] = Sender, ended => rollback is not null && !ended.IsAttached);
        // Somebody may be ending it on order just now.
        Receive<ProgramEnded>(_ => Stash.Stash(), _ => state.Phase.IsBusy());
        Receive<ProgramEnded>(OnProgramEnded);
        Receive<NodesFound>(OnNodesFound, found => found.RollbackId == rollback?.Id);
        Receive<NodesFound>(_ => { });
        Receive<ImageFound>(OnImageFound, found => found.RequestId == rollback?.Id && rollback.Awaited.Count > 0);
        Receive<ImageFound>(_ => { });
        Receive<RollbackDue>(OnRollbackDue, due => due.Id == rollback?.Id && due.Step == rollback.Step);
        Receive<RollbackDue>(_ => { });
        Receive<KillResult>(_ => OnEndAnswered(null));
        Receive<Failure>(OnRollbackFailure);
        Receive<RestartTicket>(OnTicket);
        Receive<RestartResult>(OnRolledBack);
    }

    private void OnProgramEnded(ProgramEnded ended)
    {
        var end = new ProgramEnd(ended.WaitStatus, ended.AskedSignal);
        if (ended.Life < registration.Life || rollback is not null)
            Sender.Tell(new Sequel { Reason = HasEndedForGood ? lastRollback : $"{registration.Name} was rolled back, and goes on elsewhere" });
        else if (!end.IsCrash || wasEndedOnOrder || (wasEndedInPart && end.IsKilled))
            Sender.Tell(new Sequel());
        else
        {
            CountCrash(ended.Node, end);
            if (!ended.IsAttached)
                tellers[ended.Node] = Sender;
            Decide(new Rollback(Guid.CreateVersion7().ToString("n"), RollbackCause.ProgramCrashed, $"a program of {registration.Name} {end}", RollbackStep.AwaitingAttempt)
            {
                Asker = ended.IsAttached ? Sender : null,
                Home = ended.Node,
            });
        }
    }

    private void OnNodeLost(string happened, bool isToldAlready = false)
    {
        if (wasEndedOnOrder || registration.Policy.OnNodeLoss == OnNodeLoss.Wait)
            return;
        lossHappened = happened;
        var asker = rollback?.Asker;
        Decide(new Rollback(Guid.CreateVersion7().ToString("n"), RollbackCause.NodeLost, happened, RollbackStep.AwaitingAttempt)
        {
            Asker = asker,
            Home = rollback?.Home ?? "",
            IsToldAlready = isToldAlready,
            Lost = rollback is null or { Lost.Count: > 0 } ? [.. unreachable] : [],
        });
    }

    private void Decide(Rollback begun)
    {
        rollback = begun;
        Decide();
    }

    /// <summary>Again and again, with what is known by now.</summary>
    private void Decide()
    {
        var current = rollback!;
        switch (RollbackTable.Decide(SituationOf(current)))
        {
            case RollbackOutcome.AwaitAttempt:
                rollback = current with { Step = RollbackStep.AwaitingAttempt, HasMajority = false };
                break;
            case RollbackOutcome.AwaitMajority:
                rollback = current with { Step = RollbackStep.FindingNodes };
                Context.Parent.Tell(new FindNodes(current.Id));
                break;
            case RollbackOutcome.LookForImage:
                if (!current.IsToldAlready)
                    Publish(new RollbackBegan { Happened = current.Happened, CrashRestartsLeft = registration.Policy.CrashRestartsLeft - (IsAfterCrash ? 1 : 0) });
                rollback = current with { Step = RollbackStep.FindingNodes };
                Context.Parent.Tell(new FindNodes(current.Id));
                break;
            case RollbackOutcome.AwaitFence:
                Await(RollbackStep.AwaitingFence, TimeSpan.FromMilliseconds(Math.Max(0, current.FencedAtMilliseconds - clock.MonotonicMilliseconds)));
                break;
            case RollbackOutcome.RollBack:
            case RollbackOutcome.Fail:
                CountLosses();
                EndWhatIsLeft();
                break;
            case RollbackOutcome.Suspend:
                HoldWhatIsLeft();
                GiveUp($"{WhyNot(current)}; what is left of it is stopped until all nodes are back, or entracte kill and restart");
                break;
            case RollbackOutcome.Nothing:
                GiveUp(WhyNot(current));
                break;
        }
    }

    /// <summary>Nodes that cannot be reached stop only what they were asked to stop by a policy.</summary>
    private bool MayRunElsewhere => unreachable.Count > 0 && registration.Policy.OnNodeLoss == OnNodeLoss.Wait;

    private bool HasEndedForGood => rollback is null && state.Phase == ComputationPhase.Ended && lastRollback.Length > 0;

    private bool IsAfterCrash => rollback?.Cause == RollbackCause.ProgramCrashed;

    private RollbackSituation SituationOf(Rollback current) => new(
        current.Cause,
        state.Phase,
        registration.Policy.OnNodeLoss,
        registration.Policy.CrashRestarts > 0,
        registration.Policy.CrashRestartsLeft > 0,
        current.Image,
        current.Placement?.Places is not null && !MayRunElsewhere,
        current.HasMajority,
        current.FencedAtMilliseconds <= clock.MonotonicMilliseconds);

    private void OnRollbackDue(RollbackDue due)
    {
        var current = rollback!;
        if (due.Step == RollbackStep.FindingImage && clock.MonotonicMilliseconds - current.AskedAtMilliseconds < settings.StepTimeout.TotalMilliseconds)
            AskForImage();
        else if (due.Step == RollbackStep.FindingImage)
            Conclude();
        else if (due.Step == RollbackStep.Ending && current is { IsEndAwaited: true, EndTries: >= EndTriesMax })
            GiveUp("what was left of it could not be ended: not every node has answered");
        else if (due.Step == RollbackStep.Ending)
            EndWhatIsLeft();
        else
            Decide();
    }

    /// <summary>
    /// Every node looks first who has outlived the roots there, and tells; the order to end them comes back to us behind that. It is given when all have told: one that is given before
    /// would end those on some nodes, and be taken for the end of all.
    /// </summary>
    private void EndWhatIsLeft()
    {
        rollback = rollback! with { Step = RollbackStep.Ending, HeirsAwaited = agents.Count, IsEndAwaited = true, EndTries = rollback.EndTries + 1, EndFailure = "" };
        // Longer than an order that is answered at all.
        Await(RollbackStep.Ending, settings.StepTimeout + settings.UndoTimeout);
        foreach (var agent in agents.Values)
            agent.Tell(new KillRequest { Target = id, Epoch = epoch }, Self);
        if (agents.Count == 0)
            Restart();
    }

    private bool IsOwnOrderToEnd => rollback is { Step: RollbackStep.Ending, HeirsAwaited: > 0 } && Sender.Equals(Self);

    /// <summary>What is not there need not be ended.</summary>
    private string WhyNotEnded(Failure? failure) => failure is null or { Kind: FailureKind.NotFound } ? rollback!.EndFailure : failure.InOneLine();

    private void OnHeirsTold(Failure? failure)
    {
        var current = rollback!;
        rollback = current with { HeirsAwaited = current.HeirsAwaited - 1, EndFailure = WhyNotEnded(failure) };
        if (rollback.HeirsAwaited == 0)
            Self.Tell(new KillRequest { Target = id }, Self);
    }

    private void OnEndAnswered(Failure? failure)
    {
        if (rollback is not { Step: RollbackStep.Ending } current)
            return;
        rollback = current with { IsEndAwaited = false, EndFailure = WhyNotEnded(failure) };
        // Somebody may have died by himself meanwhile, or a node that was lost may be back.
        if ((HasRoots || rollback.EndFailure.Length > 0) && rollback.EndTries < EndTriesMax)
            Await(RollbackStep.Ending, settings.LookInterval);
        else if (HasRoots || rollback.EndFailure.Length > 0)
            GiveUp($"what was left of it could not be ended: {rollback.EndFailure}");
        else if (rollback.Placement is null)
        {
            registration = registration with { Life = Math.Max(registration.Life + 1, clock.UnixMilliseconds) };
            GiveUp(WhyNot(current) + "; what was left of it has been ended");
        }
        else
            Restart();
    }

    private void Restart()
    {
        var current = rollback!;
        if (current.Placement is not { Places: { } places } placement)
        {
            GiveUp(WhyNot(current));
            return;
        }

        rollback = current with { Step = RollbackStep.Restarting };
        // Whoever was lost and comes back from now on has nothing that could go on.
        registration = registration with { Life = Math.Max(registration.Life + 1, clock.UnixMilliseconds) };
        var policy = registration.Policy;
        Context.Parent.Tell(new RestartRequest
        {
            Target = registration.Name,
            ImagesDirectory = registration.ImagesDirectory,
            Generation = current.Generation,
            Node = places.Values.Contains(current.Home) ? current.Home : places.Values.Order(StringComparer.Ordinal).First(),
            RequestId = current.Id,
            Detached = current.Asker is null,
            Map = placement.Map,
            Policy = policy with { CrashRestartsUsed = policy.CrashRestartsUsed + (IsAfterCrash ? 1 : 0), SparesUsed = policy.SparesUsed + placement.SparesTaken },
        });
    }

    private void OnTicket(RestartTicket ticket)
    {
        if (rollback is not { Step: RollbackStep.Restarting } current || ticket.RestartId != current.Id)
            return;
        current.Asker!.Tell(new Sequel { Reason = Told(current), Ticket = ticket, Life = registration.Life, Policy = registration.Policy });
        // How it ends is told to the one who has the ticket, and to whoever asks.
        rollback = current with { Asker = null };
        Context.Parent.Tell(new RestartQuery { RestartId = ticket.RestartId });
    }

    private void OnRolledBack(RestartResult result)
    {
        if (rollback is not { Step: RollbackStep.Restarting } current || result.RestartId != current.Id)
            return;
        lastRollback = Told(current);
        log.Warning("{0}", lastRollback);
        rollback = null;
        AnswerTellers();
        Publish(new RolledBack { Happened = lastRollback, Generation = result.Generation, CrashRestartsLeft = registration.Policy.CrashRestartsLeft });
        TellStatus();
    }

    private void OnRollbackFailure(Failure failure)
    {
        if (rollback is { Step: RollbackStep.Ending, HeirsAwaited: > 0 })
            OnHeirsTold(failure);
        else if (rollback is { Step: RollbackStep.Ending })
            OnEndAnswered(failure);
        else if (rollback is { Step: RollbackStep.Restarting } && failure.Kind == FailureKind.NodeLost && registration.Policy.OnNodeLoss == OnNodeLoss.Restart)
            OnNodeLost($"{rollback.Happened}, and another one while it was restarted");
        else if (rollback is { Step: RollbackStep.Restarting })
            GiveUp($"the restart failed: {failure.InOneLine()}");
    }

    /// <summary>What has happened is known and told; it ends, or stays as it is.</summary>
    private void GiveUp(string why)
    {
        var current = rollback!;
        rollback = null;
        var isNew = $"{current.Happened}: {why}" != lastRollback;
        lastRollback = $"{current.Happened}: {why}";
        if (isNew)
            log.Warning("{0}", lastRollback);
        // A front whose restart has failed asks once more; there is nothing for it to go on with.
        wasEndedOnOrder = current.Step == RollbackStep.Restarting;
        if (isNew || !current.IsToldAlready)
            Publish(new RollbackGivenUp { Reason = lastRollback, CrashRestartsLeft = registration.Policy.CrashRestartsLeft });
        current.Asker?.Tell(new Sequel { Reason = lastRollback });
        AnswerTellers();
        TellStatus();
    }

    private void AnswerTellers()
    {
        foreach (var teller in tellers.Values)
            teller.Tell(new Sequel { Reason = lastRollback });
        tellers.Clear();
    }

    private void Await(RollbackStep step, TimeSpan time)
    {
        rollback = rollback! with { Step = step };
        Timers.StartSingleTimer(RollbackTimer, new RollbackDue(rollback.Id, step), time);
    }

    private sealed record RollbackDue(string Id, RollbackStep Step) : INoSerializationVerificationNeeded;
}
