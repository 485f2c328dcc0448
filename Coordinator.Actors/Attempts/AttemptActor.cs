using Akka.Actor;
using Akka.Event;
using Entracte.Coordinator.Nodes;
using Entracte.Coordinator.Ports;
using Entracte.Coordinator.Wire;

namespace Entracte.Coordinator.Attempts;

/// <summary>
/// One attempt of a checkpoint, kill or restart, over all its nodes. <see cref="AttemptMachine"/> decides, this executes: it orders, keeps the time, and tells its
/// computation how it ended. Should it end in any other way, it orders everything undone.
/// </summary>
internal abstract class AttemptActor : ReceiveActor, IWithTimers
{
    private const string BarrierTimer = "barrier";
    private const string NudgeTimer = "nudge";

    /// <summary>A phase that takes longer is told in the log, and again whenever it has taken twice as long.</summary>
    private const double SlowMilliseconds = 5000;

    private readonly IReadOnlyDictionary<string, IActorRef> nodes;
    private readonly EntracteSettings settings;
    private readonly IClock clock;
    private readonly List<PhaseTime> phases = [];
    private double begunAtMilliseconds;
    private double phaseBeganAtMilliseconds;
    private double slowFromMilliseconds = SlowMilliseconds;

    private Step? gate;

    /// <param name="gate">A step that is not ordered before its parent, who is told with <see cref="AttemptHeld"/>, opens the gate; null: there is none.</param>
    protected AttemptActor(AttemptKey key, IReadOnlyDictionary<string, IActorRef> nodes, IClock clock, EntracteSettings settings, Step? gate = null)
    {
        this.gate = gate;
        Key = key;
        this.nodes = nodes;
        this.clock = clock;
        this.settings = settings;
        State = AttemptState.Of(Route.Of(key.Kind), nodes.Keys);
        // Whatever belongs to another attempt, an older generation or another epoch is not heard here at all.
        Receive<StepReached>(reached => OnReached(reached), message => message.Key == key);
        Receive<StepBroke>(broke => Apply(new AttemptEvent.Failed(broke.Node, broke.Failure)), message => message.Key == key);
        Receive<AttemptUndone>(undone => Apply(new AttemptEvent.Undone(undone.Node)), message => message.Key == key);
        Receive<OrderFenced>(fenced => OnFenced(fenced));
        Receive<NodeGone>(gone => Apply(new AttemptEvent.Lost(gone.Node)));
        Receive<Withdraw>(withdraw => Apply(new AttemptEvent.Withdrawn(withdraw.Failure)));
        Receive<BarrierDue>(due => Apply(new AttemptEvent.TimedOut(due.Barrier)));
        Receive<NudgeDue>(_ => OnNudgeDue());
        Receive<OrderAwaited>(_ => Apply(new AttemptEvent.Nudge()), awaited => awaited.Key == key);
        Receive<OpenGate>(_ => OpenTheGate());
        ReceiveMore();
        Receive<IAttemptMessage>(stale => Log.Debug("refused {0} of {1}: this is {2}", stale.GetType().Name, stale.Key, key));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected AttemptKey Key { get; }

    protected AttemptState State { get; private set; }

    protected IReadOnlyList<PhaseTime> Phases => phases;

    protected double TotalMilliseconds => phaseBeganAtMilliseconds - begunAtMilliseconds;

    protected ILoggingAdapter Log { get; } = Context.GetLogger();

    /// <summary>Memory of all that takes part, as far as it is known by now.</summary>
    protected virtual long MemoryBytes => 0;

    protected virtual void ReceiveMore()
    {
    }

    /// <summary>The order for the first step carries everything that a node must know.</summary>
    protected abstract IAttemptOrder OrderFor(Step step, string node);

    /// <summary>A node has arrived in good order; what it yields is to be kept.</summary>
    protected virtual void Keep(StepReached reached)
    {
    }

    /// <summary>All nodes have taken this step.</summary>
    protected virtual void OnPassed(Step step)
    {
    }

    protected abstract IEntracteMessage Result();

    /// <summary>Why what went wrong beyond the return is a failure all the same; null: it is a warning.</summary>
    protected virtual Failure? Shortfall => null;

    /// <summary>All nodes stand before the gate.</summary>
    protected virtual AttemptHeld Held() => new(Key);

    /// <summary>Tells watchers; the computation knows name and id.</summary>
    protected void Publish(EntracteEvent happened) => Context.Parent.Tell(happened with { Generation = Key.Generation });

    protected override void PreStart()
    {
        begunAtMilliseconds = phaseBeganAtMilliseconds = clock.MonotonicMilliseconds;
        Timers.StartPeriodicTimer(NudgeTimer, new NudgeDue(), settings.NudgeInterval);
        Apply(new AttemptEvent.Begin());
    }

    protected override void PostStop()
    {
        if (State.IsOver)
            return;
        var failure = Failure.Of(FailureKind.Cancelled, "the coordinator ended during the attempt");
        Order(new UndoOrder { Key = Key, Failure = failure }, State.Nodes);
    }

    private void OnReached(StepReached reached)
    {
        // Kept before it is decided upon: passing the last barrier needs what the last node brought.
        var isExpected = AttemptMachine.Decide(State, new AttemptEvent.Reached(reached.Node, reached.Step)).Refusal is null;
        if (isExpected)
            Keep(reached);
        Apply(new AttemptEvent.Reached(reached.Node, reached.Step));
    }

    private void OnNudgeDue()
    {
        var waitedMilliseconds = clock.MonotonicMilliseconds - phaseBeganAtMilliseconds;
        if (waitedMilliseconds >= slowFromMilliseconds)
        {
            Log.Info("{0} has been {1} for {2:F0} s: {3}", Key, State.Phase, waitedMilliseconds / 1000, State.Barrier);
            slowFromMilliseconds *= 2;
        }

        Apply(new AttemptEvent.Nudge());
    }

    private void OnFenced(OrderFenced fenced)
    {
        if (fenced.Epoch > Key.Epoch)
            Apply(new AttemptEvent.Withdrawn(Failure.Of(FailureKind.Fenced, $"node {fenced.Node} obeys a later coordinator")));
    }

    private void Apply(AttemptEvent happened)
    {
        var decision = AttemptMachine.Decide(State, happened);
        if (decision.Refusal is { } refusal)
            Log.Debug("{0}: {1} refused, {2}", Key, happened, refusal);
        State = decision.State;
        foreach (var effect in decision.Effects)
            Execute(effect);
    }

    private void Execute(AttemptEffect effect)
    {
        switch (effect)
        {
            case AttemptEffect.Order order when IsHeld:
                // The step before, once more: nobody who waits shall believe that nothing is to be heard any more.
                foreach (var node in order.Nodes)
                    nodes[node].Tell(OrderFor(State.Route.Steps[State.Position - 1], node));
                Context.Parent.Tell(Held());
                break;
            case AttemptEffect.Order order:
                foreach (var node in order.Nodes)
                    nodes[node].Tell(OrderFor(order.Step, node));
                break;
            case AttemptEffect.OrderUndo undo:
                Log.Info("{0} is given up: {1}", Key, undo.Failure.Reason);
                Order(new UndoOrder { Key = Key, Failure = undo.Failure }, undo.Nodes);
                break;
            case AttemptEffect.Await when IsHeld:
                // For how long is the parent's business.
                Timers.Cancel(BarrierTimer);
                break;
            case AttemptEffect.Await barrier:
                var time = State.Phase == AttemptPhase.Undoing ? settings.UndoTimeout : StepTimes.Of(State.Step, MemoryBytes, settings);
                Timers.StartSingleTimer(BarrierTimer, new BarrierDue(barrier.Barrier), time);
                break;
            case AttemptEffect.Passed passed:
                TakeTime(Steps.Barrier(passed.Step));
                OnPassed(passed.Step);
                break;
            case AttemptEffect.Succeed:
                End(Shortfall is { } missing ? new AttemptEnded(Key, null, missing) { IsInPart = true } : new AttemptEnded(Key, Result(), null));
                break;
            case AttemptEffect.GiveUp givenUp:
                End(new AttemptEnded(Key, null, givenUp.Failure));
                break;
        }
    }

    private bool IsHeld => gate == State.Step && State.Phase == AttemptPhase.Walking;

    private void OpenTheGate()
    {
        var wasHeld = IsHeld;
        gate = null;
        if (!wasHeld)
            return;
        Execute(new AttemptEffect.Await(State.Barrier.Name));
        Execute(new AttemptEffect.Order(State.Step, State.Barrier.Awaited));
    }

    private void TakeTime(string barrier)
    {
        var now = clock.MonotonicMilliseconds;
        var phase = new PhaseTime { Barrier = barrier, Milliseconds = now - phaseBeganAtMilliseconds };
        phaseBeganAtMilliseconds = now;
        slowFromMilliseconds = SlowMilliseconds;
        phases.Add(phase);
        Publish(new BarrierPassed { Barrier = barrier, Milliseconds = phase.Milliseconds });
    }

    private void Order(UndoOrder undo, IEnumerable<string> names)
    {
        foreach (var node in names)
            nodes[node].Tell(undo);
    }

    private void End(AttemptEnded ended)
    {
        Timers.CancelAll();
        Context.Parent.Tell(ended);
        Context.Stop(Self);
    }

    private sealed record BarrierDue(string Barrier) : INoSerializationVerificationNeeded;

    private sealed record NudgeDue : INoSerializationVerificationNeeded;
}
