using Akka.Actor;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Crossings;
using Entracte.Coordinator.Migrations;
using Entracte.Coordinator.Rollbacks;
using Barrier = Entracte.Coordinator.Attempts.Barrier;

namespace Entracte.Coordinator.Computations;

/// <summary>How it gets to other nodes.</summary>
internal sealed partial class Computation
{
    private void ReceiveMigrations()
    {
        Receive<MigrateOrder>(order => Apply(new ComputationEvent.MigrationAsked(), new Asked(Sender, order.Request.RequestId, order)));
        Receive<ComputationReturned>(returned => KnowNextLife(returned.Life, returned.Agents, returned.Result.Processes), returned => returned.Key == attempt?.Key);
        Receive<ComputationReturned>(_ => { });
        Receive<ComputationAway>(KnowAway, away => away.Key == attempt?.Key);
        Receive<ComputationAway>(_ => { });
        Receive<OpenRestart>(_ => attempt!.Actor!.Tell(new OpenGate()), open => attempt is { Actor: not null, Asked: { } asked } && asked.RequestId == open.RequestId);
        Receive<OpenRestart>(_ => { });
    }

    /// <summary>The number must be free at the source and where the image goes.</summary>
    private void PrepareMigration(Asked asked)
    {
        var order = (MigrateOrder)asked.Message;
        attempt = new Attempt(KeyOf(RouteKind.Departure, 0), asked, order) { BegunAtMilliseconds = clock.MonotonicMilliseconds };
        if (Absence is { } absence)
            Fail(attempt.Key, absence);
        else if (!AgentsWithRoots.Keys.Order(StringComparer.Ordinal).SequenceEqual(order.Sources.Order(StringComparer.Ordinal)))
            Fail(attempt.Key, Failure.Of(FailureKind.Busy, $"{registration.Name} is on {string.Join(", ", AgentsWithRoots.Keys)} by now; ask again"));
        else
            GatherGenerations(attempt, order.Agents, registration.ImagesDirectory);
    }

    private void BeginMigration(Attempt begun, MigrateOrder order)
    {
        generation = Math.Max(generation, order.Crossing?.NextGeneration ?? 0);
        var key = begun.Key with { Generation = generation };
        // Where it goes it is another life: what its nodes and those who wait for its programs say of the one before is known to be old.
        var next = registration with { Life = Math.Max(registration.Life + 1, clock.UnixMilliseconds) };
        var plan = new MigrationPlan(PlanOf(new CheckpointRequest()), next, order);
        attempt = begun with { Key = key, Actor = Watched(Props.Create(() => new MigrationActor(key, plan, kind => KeyOf(kind, key.Generation), clock, settings)), key) };
        if (begun.Tries == 1)
            Publish(new MigrationBegan { Generation = generation, From = [.. order.Sources.Order(StringComparer.Ordinal)], To = [.. order.Places.Keys.Order(StringComparer.Ordinal)] });
    }

    /// <summary>Whoever waits for its programs is told that they have ended; no rule for crashes and lost nodes applies to what others have now.</summary>
    private void KnowAway(ComputationAway away)
    {
        registration = registration with { Life = away.Life };
        nodes.Clear();
        unreachable.Clear();
        wasEndedOnOrder = true;
    }

    private void KnowNextLife(long life, IReadOnlyDictionary<string, IActorRef> agents, ProcessSummary[] processes)
    {
        registration = registration with { Life = life };
        nodes.Clear();
        KnowRestored(agents, new RestartResult { Processes = processes });
    }

    private void KnowMigrated(MigrationResult result, MigrateOrder order)
    {
        if (order.Crossing is null)
        {
            KnowNextLife(result.Life, order.Places.Keys.ToDictionary(node => node, node => order.Agents[node]), result.Processes);
            whereabouts = Whereabouts.Of(result.Generation, [.. order.Sources], order.Places);
        }

        lastGeneration = result.Generation;
        lastCheckpointUnixMilliseconds = clock.UnixMilliseconds;
        Publish(new MigrationSucceeded { Result = result, Generation = result.Generation });
    }
}
