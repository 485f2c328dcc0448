using Akka.Actor;
using Entracte.Coordinator.Nodes;

namespace Entracte.Coordinator.Computations;

/// <summary>
/// On which nodes it is. One that has processes of it and cannot be reached is remembered: a checkpoint without those would look like an image of the whole.
/// Its nodes remember each other, so that a new coordinator misses those that are lost together with the old one.
/// </summary>
internal sealed partial class Computation
{
    private readonly SortedSet<string> unreachable = new(StringComparer.Ordinal);

    private bool HasRoots => nodes.Values.Any(node => node.Registration.Roots.Length > 0);

    /// <summary>Why no image of all of it can be had now; null when it can.</summary>
    private Failure? Absence => unreachable.Count == 0 ? null : Failure.Of(
        FailureKind.NodeLost,
        $"{registration.Name} has processes on {string.Join(", ", unreachable)}, which cannot be reached now, and an image without them would not be whole; "
        + "try again when they can, or end what is left (entracte kill) and restart from the last image");

    private string[] Spread()
    {
        string[] names = [.. nodes.Values.Where(node => node.Registration.Roots.Length > 0).Select(node => node.Node).Concat(unreachable).Order(StringComparer.Ordinal)];
        return names.Length > 1 ? names : [];
    }

    /// <summary>What a node has heard before counts when it is new to us: afterwards we know better.</summary>
    private void LearnOthers(RootsReported report)
    {
        unreachable.Remove(report.Node);
        if (nodes.ContainsKey(report.Node) || report.Registration.Roots.Length == 0)
            return;
        unreachable.UnionWith(report.Registration.Nodes.Where(other => other != report.Node && !nodes.ContainsKey(other)));
    }

    /// <summary>To every node that has heard something else.</summary>
    private void TellSpread()
    {
        var spread = Spread();
        foreach (var (name, node) in nodes.Where(pair => pair.Value.Registration.Roots.Length > 0 && !pair.Value.Registration.Nodes.SequenceEqual(spread)).ToArray())
        {
            node.Agent.Tell(new ComputationSpread { ComputationId = id, Nodes = spread });
            nodes[name] = node with { Registration = node.Registration with { Nodes = spread } };
        }
    }
}
