using Akka.Actor;
using Entracte.Coordinator.Checkpoints;

namespace Entracte.Coordinator.Coordination;

/// <summary>
/// Old images go everywhere: also on nodes that were away when they were removed, that have been copied to once, or that a computation has left. <see cref="RetirementBook"/> knows where.
/// </summary>
internal sealed partial class Coordinator
{
    private const int RetirementsKept = 1024;
    private readonly RetirementBook retirements = new(RetirementsKept);

    private void ReceiveRetention() => Receive<ImagesKept>(OnKept);

    private void OnKept(ImagesKept kept)
    {
        foreach (var node in retirements.Hear(kept, nodes.Keys))
            Retire(kept, nodes[node].Agent);
    }

    /// <summary>A node has appeared.</summary>
    private void RetireOn(string node, IActorRef agent)
    {
        foreach (var kept in retirements.Appear(node))
            Retire(kept, agent);
    }

    private static void Retire(ImagesKept kept, IActorRef agent)
        => agent.Tell(new RetireImages { ComputationId = kept.ComputationId, Name = kept.Name, ImagesDirectory = kept.ImagesDirectory, Oldest = kept.Oldest });
}
