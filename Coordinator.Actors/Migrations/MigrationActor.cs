using Akka.Actor;
using Akka.Event;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Checkpoints;
using Entracte.Coordinator.Copies;
using Entracte.Coordinator.Crossings;
using Entracte.Coordinator.Ports;
using Entracte.Coordinator.Restarts;

namespace Entracte.Coordinator.Migrations;

/// <summary>
/// One migration of one computation: a checkpoint that holds its processes still, the way of the image, and a restart elsewhere. <see cref="MigrationMachine"/> decides.
/// To its computation it is an attempt like any other. Should it end in any other way, its attempts end with it, and have everything undone. Copies of memory that are made
/// before anybody stands still (pre-copy) have their place before the departure: images of earlier generations that are carried while it runs.
/// </summary>
internal sealed class MigrationActor : ReceiveActor
{
    private readonly AttemptKey key;
    private readonly MigrationPlan plan;
    private readonly Func<RouteKind, AttemptKey> newKey;
    private readonly IClock clock;
    private readonly EntracteSettings settings;
    private readonly ILoggingAdapter log = Context.GetLogger();
    private readonly List<PhaseTime> phases = [];
    private readonly List<string> warnings = [];
    private readonly double begunAtMilliseconds;
    private MigrationState state;
    private CarriedParts? carried;
    private CheckpointResult? committed;
    private RestartResult? running;
    private IActorRef departure = ActorRefs.Nobody;
    private IActorRef arrival = ActorRefs.Nobody;
    private AttemptKey? arrivalKey;
    private AttemptKey? returnKey;

    public MigrationActor(AttemptKey key, MigrationPlan plan, Func<RouteKind, AttemptKey> newKey, IClock clock, EntracteSettings settings)
    {
        (this.key, this.plan, this.newKey, this.clock, this.settings) = (key, plan, newKey, clock, settings);
        begunAtMilliseconds = clock.MonotonicMilliseconds;
        state = MigrationState.Of(plan.SomebodyStays);
        Receive<AttemptHeld>(OnHeld);
        Receive<AttemptEnded>(OnEnded);
        Receive<ArrivalUnknown>(unknown => Apply(new MigrationEvent.ArrivalUnknown(unknown.Failure)), unknown => unknown.Key == arrivalKey);
        Receive<PartsWritten>(_ => SendAhead());
        Receive<PartsCarried>(OnCarried);
        Receive<CheckpointResult>(copied => Apply(new MigrationEvent.Carried(ImageSpreader.NotDurable(copied, plan.Departure.Standing))));
        Receive<NodeGone>(OnGone);
        Receive<Withdraw>(withdraw => Apply(new MigrationEvent.Withdrawn(withdraw.Failure)));
        Receive<EntracteEvent>(happened => Context.Parent.Tell(happened));
    }

    /// <summary>An attempt that throws is stopped; stopping has everything undone.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart() => departure = Watched(Props.Create(() => new CheckpointActor(key, plan.Departure, clock, settings)), key);

    private void OnHeld(AttemptHeld held)
    {
        committed = held.Committed ?? committed;
        Apply(held.Key == key ? new MigrationEvent.DepartureHeld() : new MigrationEvent.ArrivalHeld());
    }

    private void OnEnded(AttemptEnded ended)
    {
        if (ended.Result is CheckpointResult checkpoint)
        {
            phases.AddRange(checkpoint.Phases);
            warnings.AddRange(checkpoint.Warnings);
        }

        if (ended.Key == key)
            Apply(new MigrationEvent.DepartureEnded(ended.Result is CheckpointResult { Killed: false } left
                ? Failure.Of(FailureKind.HostFailed, $"not everything of it could be ended where it was ({string.Join("; ", left.Warnings)})")
                : ended.Failure));
        else if (ended.Key == arrivalKey)
            OnArrivalEnded(ended);
        else if (ended.Key == returnKey)
            OnReturned(ended);
    }

    private void OnArrivalEnded(AttemptEnded ended)
    {
        if (ended is { Result: RestartResult restarted, Key.Kind: RouteKind.Restart })
            running = restarted;
        Apply(new MigrationEvent.ArrivalEnded(ended.Failure));
    }

    private void OnReturned(AttemptEnded ended)
    {
        if (ended.Result is RestartResult restarted)
            Context.Parent.Tell(new ComputationReturned(key, plan.Registration.Life, plan.AgentsOf(plan.Origin.Keys), restarted));
        Apply(new MigrationEvent.Returned(ended.Failure));
    }

    private void OnCarried(PartsCarried message)
    {
        carried?.Arrive(message);
        if (message.Failure is { } failure)
            Apply(new MigrationEvent.Carried(failure));
        else if (carried is { IsComplete: true } && plan.Departure.IsSpread && state.Phase == MigrationPhase.Carrying)
            // What is where it goes is a copy. As long as there are fewer than it wants, nobody ends.
            Context.Parent.Tell(new SpreadImage(committed!, plan.Departure.ImagesDirectory, plan.Departure.Standing, plan.Departure.Keep, Self) { Held = carried.Held, Half = plan.Departure.Half });
        else if (carried is { IsComplete: true })
            Apply(new MigrationEvent.Carried(null));
    }

    private void OnGone(NodeGone gone)
    {
        departure.Tell(gone);
        arrival.Tell(gone);
        if (carried is { } parts && parts.Awaits(gone.Node))
            Apply(new MigrationEvent.Carried(Failure.Of(FailureKind.NodeLost, $"node {gone.Node} was lost while the image was being carried")));
    }

    /// <summary>While the image is being completed and committed.</summary>
    private void SendAhead()
    {
        foreach (var order in new CarriedParts(plan, key).Orders)
            plan.Order.Agents[order.Request.From].Tell(new SendParts { Key = key, Copy = order });
    }

    private void Apply(MigrationEvent happened)
    {
        var decision = MigrationMachine.Decide(state, happened);
        if (decision.Refusal is { } refusal)
            log.Debug("migration of {0}: {1} refused, {2}", plan.Registration.Name, happened, refusal);
        state = decision.State;
        foreach (var effect in decision.Effects)
            Execute(effect);
    }

    private void Execute(MigrationEffect effect)
    {
        switch (effect)
        {
            case MigrationEffect.Carry:
                carried = new CarriedParts(plan, key);
                foreach (var order in carried.Orders)
                    Context.ActorOf(Courier(order, plan.Order.Agents[order.Request.From], Self));
                break;
            case MigrationEffect.Check:
                arrivalKey = newKey(RouteKind.Verification);
                arrival = Restart(arrivalKey, plan.Arrivals, isHeld: false);
                break;
            case MigrationEffect.BeginArrival begin:
                arrivalKey = newKey(RouteKind.Restart);
                arrival = plan.Order.Crossing is { } crossing ? Emigrate(arrivalKey, crossing) : Restart(arrivalKey, plan.Order.Places, begin.Held);
                break;
            case MigrationEffect.EndSource:
                departure.Tell(new OpenGate());
                break;
            case MigrationEffect.RunTarget:
                arrival.Tell(new OpenGate());
                break;
            case MigrationEffect.WithdrawDeparture withdraw:
                departure.Tell(new Withdraw(withdraw.Failure));
                break;
            case MigrationEffect.WithdrawArrival withdraw:
                arrival.Tell(new Withdraw(withdraw.Failure));
                break;
            case MigrationEffect.Return:
                log.Warning("{0} could not go on elsewhere and is restarted where it was: {1}", plan.Registration.Name, state.Failure!.Reason);
                returnKey = newKey(RouteKind.Restart);
                arrival = Restart(returnKey, plan.Origin, isHeld: false);
                break;
            case MigrationEffect.GiveAway:
                GiveAway();
                break;
            case MigrationEffect.Succeed:
                if (plan.Order.Crossing is not null)
                    GiveAway();
                End(Result(), null);
                break;
            case MigrationEffect.Fail failed:
                End(null, failed.Failure);
                break;
        }
    }

    private IActorRef Restart(AttemptKey attempt, IReadOnlyDictionary<string, string[]> places, bool isHeld)
    {
        var restart = new RestartPlan(
            $"{attempt.Epoch}-{attempt.Serial}",
            plan.Registration with { Nodes = places.Count > 1 ? [.. places.Keys.Order(StringComparer.Ordinal)] : [] },
            Path.Combine(plan.Departure.ImagesDirectory, plan.Departure.Name, ImageFormat.Stores.ImageName.OfGeneration(key.Generation)),
            plan.Order.Request.TrustFiles,
            new StandardStreams(),
            Detached: true,
            plan.AgentsOf(places.Keys),
            ActorRefs.Nobody)
        {
            Places = places,
            Addresses = plan.Order.Addresses,
            Home = MigrationPlan.HomeOf(places),
            IsHeld = isHeld,
        };
        return Watched(Props.Create(() => new RestartActor(attempt, restart, clock, settings)), attempt);
    }

    private Props Courier(SendImage order, ICanTell source, IActorRef self)
        => Props.Create(() => new ImageCourier(order, source, self, answer => PartsCarried.Of(order.Request, answer), settings));

    private void GiveAway() => Context.Parent.Tell(new ComputationAway(key, plan.Registration.Life));

    private IActorRef Emigrate(AttemptKey attempt, Crossing crossing)
    {
        var order = new CrossingOrder
        {
            CrossingId = $"{plan.Order.Addresses[plan.Order.Sources.First()]}-{attempt.Epoch}-{attempt.Serial}",
            Registration = plan.Registration,
            Generation = key.Generation,
            ImagesDirectory = crossing.ImagesDirectory,
            Places = [.. crossing.Places.Values],
            TrustFiles = plan.Order.Request.TrustFiles,
        };
        var actor = Context.ActorOf(Props.Create(() => new Emigration(attempt, order, crossing.Doors.Values, settings)), attempt.ActorName);
        var brokeOff = Failure.Of(FailureKind.HostFailed, $"{plan.Registration.Name}: what spoke with the other cluster broke off; see the log of the coordinator");
        return Context.WatchWith(actor, new ArrivalUnknown(attempt, brokeOff));
    }

    private IActorRef Watched(Props props, AttemptKey attempt) => Context.WatchWith(Context.ActorOf(props, attempt.ActorName), new AttemptEnded(
        attempt, null, Failure.Of(FailureKind.HostFailed, $"{plan.Registration.Name}: an attempt broke off; see the log of the coordinator")));

    private MigrationResult Result() => new()
    {
        ComputationId = key.ComputationId,
        Name = plan.Registration.Name,
        Generation = key.Generation,
        From = [.. plan.Order.Sources.Order(StringComparer.Ordinal)],
        To = [.. plan.Targets.Order(StringComparer.Ordinal)],
        Processes = running!.Processes,
        Life = plan.Registration.Life,
        CarriedBytes = carried!.Bytes,
        PauseMilliseconds = clock.MonotonicMilliseconds - begunAtMilliseconds,
        Phases = [.. phases, .. running.Phases],
        Warnings = [.. warnings, .. running.Warnings],
    };

    private void End(MigrationResult? result, Failure? failure)
    {
        Context.Parent.Tell(new AttemptEnded(key, result, failure));
        Context.Stop(Self);
    }
}
