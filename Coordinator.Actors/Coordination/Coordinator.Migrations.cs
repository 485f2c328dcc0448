using Akka.Actor;
using Entracte.Coordinator.Migrations;

namespace Entracte.Coordinator.Coordination;

/// <summary>Where a computation shall go is looked up here; the rest is between it and the nodes.</summary>
internal sealed partial class Coordinator
{
    private void ReceiveMigrations() => Receive<MigrateRequest>(request => Migrate(request, Sender));

    private void Migrate(MigrateRequest request, IActorRef asker)
    {
        if (Find(request.Target) is not { } computation)
        {
            asker.Tell(Failure.Of(FailureKind.NotFound, $"no computation is called {request.Target}; entracte status lists those that are known"));
            return;
        }

        var status = statuses[computations.Single(known => known.Value.Equals(computation)).Key];
        string[] sources = [.. status.Roots.Select(root => root.Node).Distinct()];
        if (request.ToCluster.Length > 0)
        {
            if (Unfit(status, sources, null) is { } unfit)
                asker.Tell(unfit);
            else
                LeaveCluster(request, status, sources, asker);
            return;
        }

        var placement = MigrationPlacement.Of(sources, request, nodes.Keys, ClosedNodes);
        if (Unfit(status, sources, placement.Failure) is { } failure)
        {
            asker.Tell(failure);
            return;
        }

        var agents = sources.Concat(placement.Places.Keys).Distinct().ToDictionary(node => node, node => nodes[node].Agent);
        var addresses = agents.ToDictionary(agent => agent.Key, agent => AddressOf(agent.Value));
        computation.Tell(new MigrateOrder(request, agents, placement.Places, addresses, placement.Places.Keys.ToDictionary(node => node, node => PathOf(agents[node]))), asker);
    }

    private Failure? Unfit(ComputationStatus status, string[] sources, Failure? placement)
        => sources.Length == 0 ? Failure.Of(FailureKind.NotFound, $"{status.Name}: no process of it is running") : Absence(sources) ?? placement;

    private Failure? Absence(IEnumerable<string> sources)
        => sources.FirstOrDefault(node => !nodes.ContainsKey(node)) is { } absent ? Failure.Of(FailureKind.NodeLost, $"node {absent}, where it is, cannot be reached now") : null;
}
