using Akka.Actor;
using Akka.Event;
using Entracte.Coordinator.Attempts;

namespace Entracte.Coordinator.Nodes;

/// <summary>
/// One node's part of one attempt. <see cref="NodeMachine"/> decides, this executes: it takes steps through a port, whose answers come back as
/// messages to itself, and answers whoever ordered last (a nudge may come from an attempt actor's later incarnation).
/// When it is stopped in whatever way, everything is put back.
/// </summary>
internal abstract class NodeAttempt : ReceiveActor, IWithTimers
{
    private const string SilenceTimer = "silence";
    private const string LingerTimer = "linger";
    private readonly EntracteSettings settings;
    private IActorRef coordinator = ActorRefs.Nobody;
    private StepReached? lastReached;
    private Failure? failure;

    protected NodeAttempt(AttemptKey key, EntracteSettings settings)
    {
        Key = key;
        this.settings = settings;
        State = NodeState.Of(Route.Of(key.Kind));
        Receive<IAttemptOrder>(OnOrder, order => order.Key == key);
        Receive<IAttemptOrder>(order => Log.Warning("refused {0} of {1}: this is {2}", order.GetType().Name, order.Key, key));
        Receive<Taken>(taken =>
        {
            lastReached = taken.Yield with { Key = key, Node = settings.NodeName, Step = taken.Step };
            OnTaken(taken.Step, lastReached);
            Apply(new NodeEvent.Taken(taken.Step));
        });
        Receive<Broke>(broke =>
        {
            failure ??= broke.Failure;
            Apply(new NodeEvent.Broke(broke.Step, broke.Failure));
        });
        Receive<PutBackEnded>(ended =>
        {
            if (ended.Thrown is { } thrown)
                Log.Error(thrown, "{0}: not everything could be put back", key);
            Apply(new NodeEvent.PutBack());
        });
        Receive<LingerOver>(_ => Context.Stop(Self));
        Receive<Silent>(_ => Apply(new NodeEvent.Silence()));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected AttemptKey Key { get; }

    protected NodeState State { get; private set; }

    protected string Node => settings.NodeName;

    protected ILoggingAdapter Log { get; } = Context.GetLogger();

    /// <summary>Begins a step; its end comes back as <see cref="Taken"/> or <see cref="Broke"/>.</summary>
    protected abstract void Take(Step step, IAttemptOrder order);

    /// <summary>Asks the step that is being taken to end early.</summary>
    protected abstract void Cancel();

    /// <summary>Lets everybody run on and removes what was not finished.</summary>
    protected abstract Task PutBackAsync(Failure? failure);

    /// <summary>A step ended well; the coordinator is told next.</summary>
    protected virtual void OnTaken(Step step, StepReached yield)
    {
    }


    protected void Tell(object message) => coordinator.Tell(message);

    /// <summary>Sends the end of a step to this actor itself.</summary>
    protected void Await(Step step, Task<StepReached> yield) => yield.PipeTo(
        Self,
        success: reached => new Taken(step, reached),
        failure: thrown => new Broke(step, FailureOf(step, thrown)));

    protected void Await(Step step, Task taken) => taken.PipeTo(
        Self,
        success: () => new Taken(step, new StepReached()),
        failure: thrown => new Broke(step, FailureOf(step, thrown)));

    protected Failure FailureOf(Step step, Exception thrown)
    {
        var told = ThrownFailure.From(thrown, $"{Node}, on the way to {Steps.Barrier(step)}");
        return told with { Barrier = Steps.Barrier(step), Obstacles = [.. told.Obstacles.Select(obstacle => obstacle with { Node = Node })] };
    }

    protected override void PostStop() => Release(failure);

    private void Release(Failure? because)
    {
        PutBackAsync(because).ContinueWith(
            (ended, log) => ((ILoggingAdapter)log!).Error(ended.Exception, "{0}: what was begun could not be put back", Key),
            Log,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);
    }

    private void OnOrder(IAttemptOrder order)
    {
        coordinator = Sender;
        Timers.StartSingleTimer(SilenceTimer, new Silent(), settings.SilenceMax);
        switch (order)
        {
            case UndoOrder undo:
                failure = undo.Failure;
                Apply(new NodeEvent.UndoOrdered(undo.Failure));
                break;
            case StepOrder next:
                Apply(new NodeEvent.Ordered(next.Step), order);
                break;
            default:
                Apply(new NodeEvent.Ordered(State.Route.Steps[0]), order);
                break;
        }
    }

    private void Apply(NodeEvent happened, IAttemptOrder? order = null)
    {
        var decision = NodeMachine.Decide(State, happened);
        if (decision.Refusal is { } refusal)
            Log.Debug("{0}: {1} refused, {2}", Key, happened, refusal);
        State = decision.State;
        foreach (var effect in decision.Effects)
            Execute(effect, order);
    }

    private void Execute(NodeEffect effect, IAttemptOrder? order)
    {
        switch (effect)
        {
            case NodeEffect.Take take:
                Take(take.Step, order!);
                break;
            case NodeEffect.ReportReached:
                Timers.StartSingleTimer(SilenceTimer, new Silent(), settings.SilenceMax);
                Tell(lastReached!);
                break;
            case NodeEffect.ReportFailed failed:
                failure ??= failed.Failure;
                Tell(new StepBroke { Key = Key, Node = Node, Failure = failed.Failure });
                break;
            case NodeEffect.Cancel:
                Cancel();
                break;
            case NodeEffect.PutBack:
                PutBackAsync(failure).PipeTo(Self, success: () => new PutBackEnded(null), failure: thrown => new PutBackEnded(thrown));
                break;
            case NodeEffect.ReportUndone:
                Tell(new AttemptUndone { Key = Key, Node = Node });
                break;
            case NodeEffect.Close:
                Timers.Cancel(SilenceTimer);
                // An order may come once more as long as its answer may have been lost; the actor stays for that, but holds nothing.
                Timers.StartSingleTimer(LingerTimer, new LingerOver(), settings.SilenceMax);
                Release(null);
                break;
        }
    }

    /// <summary>A step ended well.</summary>
    protected sealed record Taken(Step Step, StepReached Yield) : INoSerializationVerificationNeeded;

    /// <summary>A step ended badly.</summary>
    protected sealed record Broke(Step Step, Failure Failure) : INoSerializationVerificationNeeded;

    private sealed record PutBackEnded(Exception? Thrown) : INoSerializationVerificationNeeded;

    private sealed record LingerOver : INoSerializationVerificationNeeded;

    private sealed record Silent : INoSerializationVerificationNeeded;
}
