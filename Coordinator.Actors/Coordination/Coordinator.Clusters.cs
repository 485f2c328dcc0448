using Akka.Actor;
using Akka.Event;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Computations;
using Entracte.Coordinator.Crossings;
using Entracte.Coordinator.Migrations;
using Entracte.Coordinator.Nodes;
using Entracte.Coordinator.Restarts;

namespace Entracte.Coordinator.Coordination;

/// <summary>What leaves for another cluster, and what comes from one.</summary>
internal sealed partial class Coordinator
{
    private readonly HashSet<string> lookingAcross = [];
    private readonly Dictionary<string, IActorRef> immigrations = [];

    private void ReceiveClusters()
    {
        Receive<WayFound>(OnWayFound);
        Receive<NotFoundAcross>(failed =>
        {
            lookingAcross.Remove(failed.RequestId);
            Sender.Tell(failed.Failure);
        });
        Receive<CrossingOrder>(OnCrossing);
        Receive<ImmigrationOver>(over => immigrations.Remove(over.CrossingId));
    }

    /// <summary>Everything that can be refused is refused before anybody stands still.</summary>
    private void LeaveCluster(MigrateRequest request, ComputationStatus leaving, string[] sources, IActorRef asker)
    {
        var (actors, id) = (Context.System, request.RequestId);
        lookingAcross.Add(id);
        FindWayAsync().PipeTo(
            Self,
            asker,
            way => new WayFound(request, leaving.Id, sources, way),
            thrown => new NotFoundAcross(id, ThrownFailure.From(thrown, $"the other cluster, {request.ToCluster}")));

        async Task<Crossing> FindWayAsync()
        {
            var other = await OtherCluster.LookAsync(request.ToCluster, actors, settings).ConfigureAwait(false);
            return await other.WayOfAsync(leaving, sources, request).ConfigureAwait(false);
        }
    }

    private void OnWayFound(WayFound found)
    {
        if (!lookingAcross.Remove(found.Request.RequestId))
            Sender.Tell(Failure.Of(FailureKind.Cancelled, "the one who asked has withdrawn"));
        else if (Absence(found.Sources) is { } absence)
            Sender.Tell(absence);
        else if (!computations.TryGetValue(found.ComputationId, out var computation))
            Sender.Tell(Failure.Of(FailureKind.NotFound, $"no computation is called {found.Request.Target} any more"));
        else
            computation.Tell(
                new MigrateOrder(
                    found.Request,
                    found.Sources.ToDictionary(node => node, node => nodes[node].Agent),
                    found.Way.Places.ToDictionary(place => place.Key, place => place.Value.Sources),
                    found.Sources.ToDictionary(node => node, node => AddressOf(nodes[node].Agent)),
                    found.Way.Doors)
                {
                    Crossing = found.Way,
                },
                Sender);
    }

    private void OnCrossing(CrossingOrder order)
    {
        if (immigrations.TryGetValue(order.CrossingId, out var known))
        {
            known.Forward(order);
            return;
        }

        var over = new CrossingTold { CrossingId = order.CrossingId, State = CrossingState.Over };
        switch (order.Wish)
        {
            case CrossingWish.Build when RefusalOf(order) is { } refusal:
                Sender.Tell(over with { Failure = refusal });
                break;
            case CrossingWish.Build:
                Immigrate(order);
                break;
            case CrossingWish.Withdraw:
                Sender.Tell(over with { Failure = Failure.Of(FailureKind.Cancelled, "nothing of it is here") });
                break;
            // A predecessor of this coordinator was told so. That it runs can be seen; that it does not may be too early to say.
            case CrossingWish.Run when statuses.GetValueOrDefault(order.Registration.ComputationId) is { Phase: not (ComputationPhase.Ended or ComputationPhase.Restarting) } runs:
                var result = new RestartResult { RestartId = order.CrossingId, ComputationId = runs.Id, Name = runs.Name, Generation = order.Generation, Processes = runs.Roots };
                Sender.Tell(over with { Result = result });
                break;
            default:
                log.Warning("{0} shall run, which came from another cluster, but nothing of it is known here", order.Registration.Name);
                break;
        }
    }

    // The agent beside this coordinator is known by its local path.
    private static string AddressOf(IActorRef agent)
    {
        var address = agent.Path.Address.HasGlobalScope ? agent.Path.Address : ((ExtendedActorSystem)Context.System).Provider.DefaultAddress;
        return address.HasGlobalScope ? $"{address.Host}:{address.Port}" : "";
    }

    private Failure? RefusalOf(CrossingOrder order)
    {
        var targets = order.Places.Select(place => place.Node).ToArray();
        return targets.Length == 0 || order.Generation < 1 ? Failure.Of(FailureKind.Invalid, "the other cluster has not said what shall come, and where to")
            : targets.Except(nodes.Keys).ToArray() is { Length: > 0 } absent ? Failure.Of(FailureKind.NodeLost, $"there is no node {string.Join(", ", absent)} in the other cluster any more")
            : ClosedAmong(targets) ?? CrossingPlacement.IsThere(order.Registration.ComputationId, order.Registration.Name, statuses.Values);
    }

    private void Immigrate(CrossingOrder order)
    {
        var places = order.Places.ToDictionary(place => place.Node, place => place.Sources);
        var agents = places.Keys.ToDictionary(node => node, node => nodes[node].Agent);
        var registration = order.Registration with { ImagesDirectory = order.ImagesDirectory };
        var image = new ImageFound
        {
            RequestId = order.CrossingId, ComputationId = registration.ComputationId, Name = registration.Name, Generation = order.Generation, ImagesDirectory = order.ImagesDirectory,
            Directory = Path.Combine(order.ImagesDirectory, registration.Name, ImageFormat.Stores.ImageName.OfGeneration(order.Generation)),
            IntervalSeconds = registration.IntervalSeconds, Keep = registration.Keep, Standing = registration.Standing,
        };
        var request = new RestartRequest
        {
            Target = registration.ComputationId, Generation = order.Generation, TrustFiles = order.TrustFiles, Node = MigrationPlan.HomeOf(places), RequestId = order.CrossingId,
            Detached = true, Policy = registration.Policy,
        };
        var restart = new RestartOrder(request, image, agents, places, agents.ToDictionary(agent => agent.Key, agent => AddressOf(agent.Value))) { IsHeld = true };
        var computation = ComputationOf(registration);
        var immigration = Context.ActorOf(Props.Create(() => new Immigration(order, restart, computation, settings)), $"immigration-{NextSerial()}");
        immigrations[order.CrossingId] = Context.WatchWith(immigration, new ImmigrationOver(order.CrossingId));
        immigration.Forward(order);
    }

    private sealed record WayFound(MigrateRequest Request, string ComputationId, string[] Sources, Crossing Way) : INoSerializationVerificationNeeded;

    private sealed record NotFoundAcross(string RequestId, Failure Failure) : INoSerializationVerificationNeeded;

    private sealed record ImmigrationOver(string CrossingId) : INoSerializationVerificationNeeded;
}
