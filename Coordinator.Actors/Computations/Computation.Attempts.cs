using Akka.Actor;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Checkpoints;
using Entracte.Coordinator.Migrations;
using Entracte.Coordinator.Restarts;
using Entracte.Coordinator.Rollbacks;
using Barrier = Entracte.Coordinator.Attempts.Barrier;

namespace Entracte.Coordinator.Computations;

/// <summary>The attempt that is under way, from the question for its generation to its end.</summary>
internal sealed partial class Computation
{
    private const string GenerationsTimer = "generations";
    private const string RetryTimer = "retry";
    private readonly HashSet<string> postponed = [];
    private readonly HashSet<string> wasPostponed = [];
    private Attempt? attempt;
    private Barrier generations = Barrier.None;
    private int generation;
    private readonly Dictionary<string, GenerationHeld[]> held = [];

    private IReadOnlyDictionary<string, IActorRef> AgentsWithRoots
        => nodes.Values.Where(node => node.Registration.Roots.Length > 0).ToDictionary(node => node.Node, node => node.Agent);

    /// <summary>Every node that will write says which number is free in its store; the highest is free in all.</summary>
    private void GatherGenerations(Asked? asked, ComputationEffect.BeginCheckpoint checkpoint)
    {
        var request = asked?.Message as CheckpointRequest ?? new CheckpointRequest { Keep = registration.Keep };
        var kind = !checkpoint.Kill ? RouteKind.Checkpoint : WantsCopies ? RouteKind.Departure : RouteKind.CheckpointAndKill;
        attempt = new Attempt(KeyOf(kind, 0), asked, request) { BegunAtMilliseconds = clock.MonotonicMilliseconds };
        if (!HasRoots)
            Fail(attempt.Key, Failure.Of(FailureKind.NodeLost, $"{registration.Name}: no node has a process of it"));
        else if (Absence is { } absence)
            Fail(attempt.Key, absence);
        else if (request.Mode != WriteMode.Stopped)
            Fail(attempt.Key, Failure.Of(FailureKind.Invalid, "snapshots are not taken yet; leave the mode at stopped"));
        else
            GatherGenerations(attempt, AgentsWithRoots, ImagesDirectoryOf(request));
    }

    private void GatherGenerations(Attempt begun, IReadOnlyDictionary<string, IActorRef> agents, string imagesDirectory)
    {
        generation = 1;
        held.Clear();
        generations = new Barrier("all-generations-told", [.. agents.Keys]);
        var question = new NextGeneration { Key = begun.Key, Name = registration.Name, ImagesDirectory = imagesDirectory, AsksForParts = true };
        Ask(new GenerationsDue(question, agents, clock.MonotonicMilliseconds));
    }

    /// <summary>A question may be lost, and an answer as well.</summary>
    private void Ask(GenerationsDue due)
    {
        foreach (var node in generations.Awaited)
            due.Agents[node].Tell(due.Question);
        Timers.StartSingleTimer(GenerationsTimer, due, settings.NudgeInterval);
    }

    private void OnGenerationTold(GenerationTold told)
    {
        if (told.Failure is { } failure)
        {
            Fail(told.Key, failure);
            return;
        }

        generation = Math.Max(generation, told.Next);
        held[told.Node] = told.Held;
        generations = generations.Arrive(told.Node);
        if (generations.IsPassed && attempt is { Actor: null, Tries: 1 })
            BeginCheckpoint();
    }

    private void OnGenerationsDue(GenerationsDue due)
    {
        if (attempt is not { Actor: null, Tries: 1 })
            return;
        if (clock.MonotonicMilliseconds - due.AskedAtMilliseconds < settings.StepTimeout.TotalMilliseconds)
            Ask(due);
        else
            Fail(due.Question.Key, Failure.Of(FailureKind.TimedOut, $"{registration.Name}: {generations} was not reached in time"));
    }

    private void BeginCheckpoint()
    {
        var begun = attempt!;
        if (begun.Message is MigrateOrder order)
        {
            BeginMigration(begun, order);
            return;
        }

        var request = (CheckpointRequest)begun.Message;
        var plan = PlanOf(request);
        var key = begun.Key with { Generation = generation };
        attempt = begun with { Key = key, Actor = Watched(Props.Create(() => new CheckpointActor(key, plan, clock, settings)), key) };
        if (begun.Tries == 1)
            Publish(new CheckpointBegan { Generation = generation, ByInterval = begun.Asked is null, Kill = request.Kill });
    }

    private void BeginKill(Asked? asked)
    {
        var key = KeyOf(RouteKind.Kill, 0);
        var plan = PlanOf(new CheckpointRequest());
        attempt = new Attempt(key, asked, asked!.Message) { Actor = Watched(Props.Create(() => new CheckpointActor(key, plan, clock, settings)), key) };
    }

    private void BeginRestart(Asked asked)
    {
        var order = (RestartOrder)asked.Message;
        if (rollback is not null && !asked.Asker.Equals(Self))
            GiveUp("it was restarted on order");
        var key = KeyOf(RouteKind.Restart, order.Image.Generation);
        CountLosses();
        registration = registration with
        {
            Name = order.Image.Name,
            ImagesDirectory = order.Image.ImagesDirectory,
            Policy = order.Request.Policy ?? registration.Policy with { CrashRestartsUsed = 0, SparesUsed = 0 },
            Life = Math.Max(registration.Life + 1, clock.UnixMilliseconds),
        };
        (wasEndedOnOrder, wasEndedInPart, isHeld, lossHappened) = (false, false, false, "");
        var plan = new RestartPlan(
            order.Request.RequestId,
            registration with { Nodes = order.Agents.Count > 1 ? [.. order.Agents.Keys.Order(StringComparer.Ordinal)] : [] },
            order.Image.Directory,
            order.Request.TrustFiles,
            order.Request.Streams,
            order.Request.Detached,
            order.Agents,
            asked.Asker)
        {
            Places = order.Places,
            Addresses = order.Addresses,
            Home = order.Home,
            IsHeld = order.IsHeld,
        };
        attempt = new Attempt(key, asked, order) { Actor = Watched(Props.Create(() => new RestartActor(key, plan, clock, settings)), key) };
        Publish(new RestartBegan { RestartId = plan.RestartId, Generation = key.Generation });
    }

    private void OnAttemptEnded(AttemptEnded ended)
    {
        var over = attempt!;
        if (ended.Failure is { } failure)
        {
            if (over.Withdrawn is { } withdrawn)
                failure = withdrawn;
            else if (TransientRetry.PauseBefore(over.Key.Kind, failure, over.Tries, TimeSpan.FromMilliseconds(clock.MonotonicMilliseconds - over.BegunAtMilliseconds), settings) is { } pause)
            {
                TryAgainAfter(pause, over);
                return;
            }

            ended = ended with { Failure = TransientRetry.Told(failure, over.Tries) };
        }

        ended = WithCopies(ended, over);

        attempt = null;
        EndOvertakenRollback(over, ended);
        wasEndedOnOrder |= IsOrderedEnd(over, ended);
        wasEndedInPart |= IsOrderedEndOfPart(over, ended);
        lastFailure = ended.Failure?.Reason ?? "";
        switch (ended.Result)
        {
            case CheckpointResult result:
                lastGeneration = result.Generation;
                lastCheckpointUnixMilliseconds = clock.UnixMilliseconds;
                LearnCost(result);
                Publish(new CheckpointCommitted { Result = result, Generation = result.Generation });
                break;
            case RestartResult result:
                var restart = (RestartOrder)over.Message;
                KnowRestored(restart.Agents, result);
                whereabouts = Whereabouts.Of(result.Generation, restart.Image.Nodes, restart.Places);
                Publish(new RestartSucceeded { Result = result, Generation = result.Generation });
                Context.Parent.Tell(new RestartEnded(result.RestartId, result, null));
                break;
            case null when over.Message is RestartOrder order:
                Publish(new RestartFailed { RestartId = order.Request.RequestId, Failure = ended.Failure!, Generation = ended.Key.Generation });
                Context.Parent.Tell(new RestartEnded(order.Request.RequestId, null, ended.Failure));
                break;
            case MigrationResult result:
                KnowMigrated(result, (MigrateOrder)over.Message);
                break;
            case null when over.Message is MigrateOrder:
                Publish(new MigrationFailed { Failure = ended.Failure!, Generation = ended.Key.Generation });
                break;
            case null when over.Key.Kind != RouteKind.Kill:
                Publish(new CheckpointFailed { Failure = ended.Failure!, Generation = ended.Key.Generation });
                break;
        }

        // The coordinator hears of the new state before the one who asked can ask it again.
        Apply(Outcome(over, ended));
        if (state.Phase == ComputationPhase.Running && !HasRoots)
            Apply(new ComputationEvent.RootsGone());
        // Who has a ticket asks for the end of the restart by its id, and has the answer to this question already.
        if (ended.Result is CheckpointResult committed && WantsCopies && over.Copies is null)
            Context.Parent.Tell(SpreadOf(committed, (CheckpointRequest)over.Message, over.Asked?.Asker ?? ActorRefs.Nobody));
        else if (over.Message is not RestartOrder { Request.Detached: false } || ended.Failure is not null)
            over.Asked?.Asker.Tell((object?)ended.Result ?? ended.Failure!);
    }

    /// <summary>The computation runs meanwhile; whoever withdraws, or a node that is lost, ends it here as well.</summary>
    private void TryAgainAfter(TimeSpan pause, Attempt over)
    {
        attempt = over with { Key = KeyOf(over.Key.Kind, generation), Actor = null, Tries = over.Tries + 1, IsBeingCopied = false, Copies = null };
        Timers.StartSingleTimer(RetryTimer, new RetryDue(attempt.Key), pause);
    }

    // The nodes' reports say the same, but may come a moment later.
    private void KnowRestored(IReadOnlyDictionary<string, IActorRef> agents, RestartResult result)
    {
        unreachable.Clear();
        foreach (var (name, agent) in agents)
        {
            ProcessSummary[] restored = [.. result.Processes.Where(process => process.Node == name)];
            nodes[name] = new RootsReported(name, agent, registration with { Roots = ProcessSummary.RootsAmong(restored) });
        }
    }

    private static ComputationEvent Outcome(Attempt over, AttemptEnded ended) => ended.Result switch
    {
        null => new ComputationEvent.AttemptFailed(),
        // The image exists but the end did not come: it goes on running, and that is what must be believed.
        CheckpointResult { Killed: false } when over.Key.Kind != RouteKind.Checkpoint => new ComputationEvent.AttemptFailed(),
        _ => new ComputationEvent.AttemptSucceeded(),
    };

    private void Fail(AttemptKey key, Failure failure) => OnAttemptEnded(new AttemptEnded(key, null, failure));

    private void WithdrawAttempt(Failure failure)
    {
        if (attempt is { Actor: { } actor })
        {
            // Also where the actor is beyond heeding it, because it undoes for a passing reason: it must not be tried again then.
            attempt = attempt with { Withdrawn = failure };
            actor.Tell(new Withdraw(failure));
        }
        else if (attempt is { } gathering)
            Fail(gathering.Key, failure);
    }

    private void FailAsker(Failure failure)
    {
        if (attempt is { Message: RestartOrder order })
            Context.Parent.Tell(new RestartEnded(order.Request.RequestId, null, failure));
        attempt?.Asked?.Asker.Tell(failure);
        rollback?.Asker?.Tell(failure);
    }

    private void Postpone(Asked? asked)
    {
        if (asked is null)
            return;
        if (asked.RequestId.Length > 0)
        {
            postponed.Add(asked.RequestId);
            wasPostponed.Add(asked.RequestId);
        }

        Stash.Stash();
    }

    private IActorRef Watched(Props props, AttemptKey key) => Context.WatchWith(Context.ActorOf(props, key.ActorName), new AttemptEnded(
        key, null, Failure.Of(FailureKind.HostFailed, $"{registration.Name}: the attempt broke off; see the log of the coordinator")));

    private AttemptKey KeyOf(RouteKind kind, int number)
        => new() { Epoch = epoch, ComputationId = id, Generation = number, Serial = nextSerial(), Kind = kind };

    private sealed record Asked(IActorRef Asker, string RequestId, object Message);

    /// <param name="Message">What was asked for; a checkpoint by interval is one as well.</param>
    private sealed record Attempt(AttemptKey Key, Asked? Asked, object Message)
    {
        public IActorRef? Actor { get; init; }

        /// <summary>This one included.</summary>
        public int Tries { get; init; } = 1;

        public double BegunAtMilliseconds { get; init; }

        /// <summary>The image is being copied, and nobody ends before that.</summary>
        public bool IsBeingCopied { get; init; }

        /// <summary>On how many nodes the image lies for which everybody stands still; null: that is not known.</summary>
        public int? Copies { get; init; }

        /// <summary>Why nobody wants it any more.</summary>
        public Failure? Withdrawn { get; init; }
    }

    private sealed record GenerationsDue(NextGeneration Question, IReadOnlyDictionary<string, IActorRef> Agents, double AskedAtMilliseconds) : INoSerializationVerificationNeeded;

    private sealed record RetryDue(AttemptKey Key) : INoSerializationVerificationNeeded;
}
