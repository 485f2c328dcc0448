using Akka.Actor;
using Entracte.Coordinator.Crossings;
using Entracte.ProcessHook.Restore.Splitting;

namespace Entracte.Coordinator.Migrations;

/// <summary>A migration whose target is known. It never leaves the coordinator.</summary>
/// <param name="Agents">By node, of those that it is on and of those that it goes to; never of another cluster.</param>
/// <param name="Places">By node that it goes to, the nodes whose processes go there, or shares of these (<see cref="NodeShare"/>); one that stays is there by its own name.</param>
/// <param name="Addresses">By node, under which the others reach it.</param>
/// <param name="Doors">By node that it goes to, the path of its agent with its address.</param>
internal sealed record MigrateOrder(
    MigrateRequest Request,
    IReadOnlyDictionary<string, IActorRef> Agents,
    IReadOnlyDictionary<string, string[]> Places,
    IReadOnlyDictionary<string, string> Addresses,
    IReadOnlyDictionary<string, string> Doors) : INoSerializationVerificationNeeded
{
    /// <summary>Where it goes is another cluster; null: it is this one.</summary>
    public Crossing? Crossing { get; init; }

    public IEnumerable<string> Sources => Places.Values.SelectMany(shares => shares).Select(share => NodeShare.Parse(share).Node).Distinct();
}
