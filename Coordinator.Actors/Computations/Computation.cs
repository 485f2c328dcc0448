using Akka.Actor;
using Akka.Event;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Checkpoints;
using Entracte.Coordinator.Coordination;
using Entracte.Coordinator.Nodes;
using Entracte.Coordinator.Ports;
using Entracte.Coordinator.Rollbacks;
using Entracte.Coordinator.Service;

namespace Entracte.Coordinator.Computations;

/// <summary>
/// One computation: knows its roots from the nodes' reports, has one thing at a time done to it by a child, and takes checkpoints by itself when its interval has
/// passed. <see cref="ComputationMachine"/> decides. Nothing in it is precious: reports and images tell it all again.
/// </summary>
internal sealed partial class Computation : ReceiveActor, IWithTimers, IWithStash
{
    private const string IntervalTimer = "interval";
    private readonly string id;
    private readonly long epoch;
    private readonly Func<long> nextSerial;
    private readonly Func<FailureHistory> history;
    private readonly IClock clock;
    private readonly EntracteSettings settings;
    private readonly Dictionary<string, RootsReported> nodes = [];
    private readonly ILoggingAdapter log = Context.GetLogger();
    private ComputationState state = ComputationState.Ended;
    private Registration registration;
    private int lastGeneration;
    private long lastCheckpointUnixMilliseconds;
    private string lastFailure = "";
    private string barrier = "";

    public Computation(Registration registration, long epoch, Func<long> nextSerial, Func<FailureHistory> history, IClock clock, EntracteSettings settings)
    {
        id = registration.ComputationId;
        this.registration = registration;
        this.epoch = epoch;
        this.nextSerial = nextSerial;
        this.history = history;
        this.clock = clock;
        this.settings = settings;
        Receive<RootsReported>(_ => { }, IsKnown);
        Receive<RootsReported>(OnReport);
        Receive<SpreadDue>(_ => TellSpreadIfDue());
        Receive<NodeGone>(OnNodeGone);
        Receive<CheckpointRequest>(request => Apply(new ComputationEvent.CheckpointAsked(request.Kill), new Asked(Sender, request.RequestId, request)));
        Receive<KillRequest>(_ => OnHeirsTold(null), _ => IsOwnOrderToEnd);
        // The rollback's own order, on its way when the rollback was overtaken.
        Receive<KillRequest>(_ => { }, _ => rollback is null && Sender.Equals(Self));
        Receive<KillRequest>(_ => OnKilledBeforeItIsBack(), _ => state.Phase == ComputationPhase.Ended && rollback is not null && !Sender.Equals(Self));
        Receive<KillRequest>(request => Apply(new ComputationEvent.KillAsked(), new Asked(Sender, "", request)));
        Receive<RestartOrder>(OnRestartOvertaken, order => Sender.Equals(Self) && order.Request.RequestId != rollback?.Id);
        Receive<RestartOrder>(order => Apply(new ComputationEvent.RestartAsked(), new Asked(Sender, order.Request.RequestId, order)));
        Receive<WithdrawRequest>(OnWithdraw);
        Receive<IntervalDue>(_ => Apply(new ComputationEvent.IntervalPassed()));
        Receive<AttemptEnded>(OnAttemptEnded, ended => ended.Key.Equals(attempt?.Key));
        Receive<AttemptEnded>(_ => { });
        Receive<GenerationTold>(OnGenerationTold, told => told.Key == attempt?.Key);
        Receive<GenerationTold>(_ => { });
        Receive<GenerationsDue>(OnGenerationsDue, due => due.Question.Key == attempt?.Key);
        Receive<GenerationsDue>(_ => { });
        Receive<RetryDue>(_ => BeginCheckpoint(), due => due.Key == attempt?.Key);
        Receive<RetryDue>(_ => { });
        ReceiveRollbacks();
        ReceiveLives();
        ReceiveMigrations();
        ReceiveCopies();
        Receive<EntracteEvent>(OnEvent);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public IStash Stash { get; set; } = null!;

    /// <summary>An attempt that throws is stopped; stopping has everything undone.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PostStop() => FailAsker(Failure.Of(FailureKind.Cancelled, $"{registration.Name}: the coordinator ended during the attempt"));

    private void OnReport(RootsReported report)
    {
        if (IsOfEarlierLife(report))
            return;
        LearnOthers(report);
        nodes[report.Node] = report;
        agents[report.Node] = report.Agent;
        registration = report.Registration with { Roots = [], Nodes = [], IsHeld = false };
        isHeld |= report.Registration.IsHeld;
        MissOthersLater();
        LetGoWhenComplete();
        TellSpread();
        Apply(HasRoots ? new ComputationEvent.RootsPresent() : new ComputationEvent.RootsGone());
    }

    private void OnNodeGone(NodeGone gone)
    {
        agents.Remove(gone.Node);
        // Also one that was only about to get something of it.
        if (attempt is { Actor: { } actor })
            actor.Tell(gone);
        if (!nodes.Remove(gone.Node, out var known))
            return;
        if (known.Registration.Roots.Length > 0)
            Miss([gone.Node]);
        if (attempt is { Actor: null } gathering)
            Fail(gathering.Key, Failure.Of(FailureKind.NodeLost, $"node {gone.Node} was lost"));
        if (known.Registration.Roots.Length > 0)
            OnNodeLost($"node {gone.Node}, which had processes of {registration.Name}, was lost");
        if (!HasRoots)
            Apply(new ComputationEvent.RootsGone());
    }

    private void OnWithdraw(WithdrawRequest withdraw)
    {
        var failure = Failure.Of(FailureKind.Cancelled, $"{registration.Name}: the one who asked has withdrawn");
        if (attempt is { } current && current.Asked?.RequestId == withdraw.RequestId && withdraw.RequestId.Length > 0)
            WithdrawAttempt(failure);
        else
            postponed.Remove(withdraw.RequestId);
    }

    private void Apply(ComputationEvent happened, Asked? asked = null)
    {
        if (asked is { RequestId.Length: > 0 } && wasPostponed.Remove(asked.RequestId) && !postponed.Remove(asked.RequestId))
        {
            // It waited, and was withdrawn while it did.
            asked.Asker.Tell(Failure.Of(FailureKind.Cancelled, $"{registration.Name}: the one who asked has withdrawn"));
            return;
        }

        var before = state;
        var decision = ComputationMachine.Decide(state, happened);
        if (decision.Refusal is { } refusal)
            log.Debug("{0}: {1} refused, {2}", registration.Name, happened, refusal);
        state = decision.State;
        foreach (var effect in decision.Effects)
            Execute(effect, asked);
        if (state.Phase != before.Phase && !state.Phase.IsBusy())
        {
            barrier = "";
            Stash.UnstashAll();
            if (rollback is { Step: RollbackStep.AwaitingAttempt })
                Decide();
        }

        TellStatus();
    }

    private void Execute(ComputationEffect effect, Asked? asked)
    {
        switch (effect)
        {
            case ComputationEffect.BeginCheckpoint checkpoint:
                GatherGenerations(asked, checkpoint);
                break;
            case ComputationEffect.BeginKill:
                BeginKill(asked);
                break;
            case ComputationEffect.BeginMigration:
                PrepareMigration(asked!);
                break;
            case ComputationEffect.BeginRestart:
                BeginRestart(asked!);
                break;
            case ComputationEffect.Postpone:
                Postpone(asked);
                break;
            case ComputationEffect.WithdrawAttempt:
                WithdrawAttempt(Failure.Of(FailureKind.Cancelled, $"{registration.Name} is being killed"));
                break;
            case ComputationEffect.Refuse refuse:
                asked?.Asker.Tell(Failure.Of(refuse.Kind, $"{registration.Name}: {refuse.Reason}"));
                break;
            case ComputationEffect.ArmInterval:
                ArmInterval();
                break;
            case ComputationEffect.DisarmInterval:
                Timers.Cancel(IntervalTimer);
                break;
            case ComputationEffect.TellAppeared:
                Publish(new ComputationAppeared { Status = Status() });
                break;
            case ComputationEffect.TellEnded:
                nodes.Clear();
                unreachable.Clear();
                Publish(new ComputationEnded());
                break;
        }
    }

    private void OnEvent(EntracteEvent happened)
    {
        if (happened is BarrierPassed passed)
        {
            barrier = passed.Barrier;
            TellStatus();
        }

        Publish(happened);
    }

    private void Publish(EntracteEvent happened)
        => Context.Parent.Tell(happened with { ComputationId = id, Name = registration.Name, AtUnixMilliseconds = clock.UnixMilliseconds });

    private void TellStatus() => Context.Parent.Tell(Status());

    private ComputationStatus Status() => new()
    {
        Id = id,
        Name = registration.Name,
        Phase = state.Phase,
        Barrier = barrier,
        Roots = [.. nodes.Values.SelectMany(node => node.Registration.Roots)],
        ImagesDirectory = registration.ImagesDirectory,
        IntervalSeconds = Interval.TotalSeconds,
        IntervalBasis = Basis,
        Keep = registration.Keep,
        Standing = registration.Standing,
        LastGeneration = lastGeneration,
        LastCheckpointUnixMilliseconds = lastCheckpointUnixMilliseconds,
        LastFailure = lastFailure,
        Policy = registration.Policy,
        Life = registration.Life,
        LastRollback = lastRollback,
        IsSuspended = isHeld,
    };
}
