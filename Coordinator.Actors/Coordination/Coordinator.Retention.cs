using Akka.Actor;
using Entracte.Coordinator.Checkpoints;

namespace Entracte.Coordinator.Coordination;

/// <summary>
/// Old images go everywhere: also on nodes that were away when they were removed, that have been copied to once, or that a computation has left. One that appears is told, all are when
/// something of a computation is removed for the first time in this coordinator's life, and from then on those who still have something.
/// </summary>
internal sealed partial class Coordinator
{
    private readonly Dictionary<string, ImagesKept> retired = [];

    /// <summary>The nodes that have not said that they have nothing.</summary>
    private readonly Dictionary<string, HashSet<string>> holders = [];

    private void ReceiveRetention() => Receive<ImagesKept>(OnKept);

    private void OnKept(ImagesKept kept)
    {
        if (!holders.TryGetValue(kept.ComputationId, out var known))
            holders[kept.ComputationId] = known = [.. nodes.Keys];
        if (kept.HasAny)
            known.Add(kept.Node);
        else
            known.Remove(kept.Node);
        if (kept.Oldest <= (retired.GetValueOrDefault(kept.ComputationId)?.Oldest ?? 0))
            return;
        retired[kept.ComputationId] = kept;
        foreach (var node in nodes.Keys.Where(node => node != kept.Node && known.Contains(node)))
            Retire(kept, nodes[node].Agent);
    }

    /// <summary>A node has appeared.</summary>
    private void RetireOn(string node, IActorRef agent)
    {
        foreach (var (computation, known) in holders)
        {
            known.Add(node);
            if (retired.TryGetValue(computation, out var kept))
                Retire(kept, agent);
        }
    }

    private static void Retire(ImagesKept kept, IActorRef agent)
        => agent.Tell(new RetireImages { ComputationId = kept.ComputationId, Name = kept.Name, ImagesDirectory = kept.ImagesDirectory, Oldest = kept.Oldest });
}
