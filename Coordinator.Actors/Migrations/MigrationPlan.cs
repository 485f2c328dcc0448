using Akka.Actor;
using Entracte.Coordinator.Checkpoints;
using Entracte.Coordinator.Nodes;
using Entracte.ProcessHook.Restore.Splitting;

namespace Entracte.Coordinator.Migrations;

/// <summary>What a migration is about.</summary>
/// <param name="Departure">The checkpoint of what is at the source.</param>
/// <param name="Registration">As what it is registered afterwards, roots and nodes not filled in.</param>
/// <param name="Order">Where it goes.</param>
internal sealed record MigrationPlan(CheckpointPlan Departure, Registration Registration, MigrateOrder Order)
{
    public IEnumerable<string> Targets => Order.Places.Keys;

    /// <summary>By node of the target: the nodes whose parts it has to get from there.</summary>
    public IEnumerable<(string Target, string[] Sources)> Transfers
        => Arrivals.Select(place => (Target: place.Key, Sources: place.Value.Select(share => NodeShare.Parse(share).Node).ToArray()));

    /// <summary>By node of the target, what comes to it from others.</summary>
    public IReadOnlyDictionary<string, string[]> Arrivals => Order.Places
        .Select(place => (Target: place.Key, Shares: place.Value.Where(share => NodeShare.Parse(share).Node != place.Key).ToArray()))
        .Where(place => place.Shares.Length > 0).ToDictionary(place => place.Target, place => place.Shares);

    public bool SomebodyStays => Order.Places.Keys.Any(target => Departure.Agents.ContainsKey(target));

    /// <summary>Where the first of the source's processes go; it stands for the computation.</summary>
    public static string HomeOf(IReadOnlyDictionary<string, string[]> places) => places.MinBy(place => place.Value.Min(StringComparer.Ordinal), StringComparer.Ordinal).Key;

    /// <summary>Where everything was.</summary>
    public IReadOnlyDictionary<string, string[]> Origin => Departure.Agents.Keys.ToDictionary(node => node, node => (string[])[node]);

    public IReadOnlyDictionary<string, IActorRef> AgentsOf(IEnumerable<string> nodes) => nodes.ToDictionary(node => node, node => Order.Agents[node]);
}
