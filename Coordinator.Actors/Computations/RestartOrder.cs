using Akka.Actor;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Restarts;

namespace Entracte.Coordinator.Computations;

/// <summary>A restart whose image has been found. It never leaves the coordinator.</summary>
/// <param name="Agents">By node, of those that restore.</param>
/// <param name="Places">By node, the nodes of the image whose processes it restores; see <see cref="Placement"/>.</param>
/// <param name="Addresses">By node, under which the others reach it.</param>
internal sealed record RestartOrder(
    RestartRequest Request,
    ImageFound Image,
    IReadOnlyDictionary<string, IActorRef> Agents,
    IReadOnlyDictionary<string, string[]> Places,
    IReadOnlyDictionary<string, string> Addresses) : INoSerializationVerificationNeeded
{
    /// <summary>Nobody runs before <see cref="Crossings.OpenRestart"/>; the asker is told with <see cref="AttemptHeld"/> when all is ready.</summary>
    public bool IsHeld { get; init; }

    /// <summary>The node that has the terminal or the named streams, and whose first process stands for the computation.</summary>
    public string Home => Agents.ContainsKey(Request.Node) ? Request.Node : Agents.Keys.Order(StringComparer.Ordinal).First();
}
