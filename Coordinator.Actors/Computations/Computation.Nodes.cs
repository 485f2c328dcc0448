using Akka.Actor;
using Entracte.Coordinator.Nodes;

namespace Entracte.Coordinator.Computations;

/// <summary>
/// On which nodes it is. One that has processes of it and cannot be reached is remembered: a checkpoint without those would look like an image of the whole.
/// Its nodes remember each other, so that a new coordinator misses those that are lost together with the old one.
/// </summary>
internal sealed partial class Computation
{
    private const string SpreadTimer = "spread";

    // A computation that is being launched on many nodes changes with each of them, and every change would be told to all that are there already.
    private static readonly TimeSpan PauseBetweenSpreads = TimeSpan.FromSeconds(1);
    private readonly SortedSet<string> unreachable = new(StringComparer.Ordinal);
    private bool isSpreadDue;

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
        lostWithParts.Remove(report.Node);
        if (nodes.ContainsKey(report.Node) || report.Registration.Roots.Length == 0)
            return;
        Miss(report.Registration.Nodes.Where(other => other != report.Node && !nodes.ContainsKey(other)));
    }

    private void Miss(IEnumerable<string> others)
    {
        foreach (var other in others)
        {
            unreachable.Add(other);
            lostWithParts.Add(other);
        }
    }

    /// <summary>What every node tells again and again. With many nodes nothing may be done for each report that all of them have a part in.</summary>
    private bool IsKnown(RootsReported report) => state.Phase == ComputationPhase.Running && unreachable.Count == 0 && !isHeld
        && nodes.TryGetValue(report.Node, out var known) && known.Agent.Equals(report.Agent) && IsSame(known.Registration, report.Registration);

    private static bool IsSame(Registration known, Registration told)
        => known.Roots.SequenceEqual(told.Roots) && known.Nodes.SequenceEqual(told.Nodes) && known with { Roots = told.Roots, Nodes = told.Nodes } == told;

    /// <summary>To every node that has heard something else; at once, but not more often than once in a while.</summary>
    private void TellSpread()
    {
        isSpreadDue = true;
        if (!Timers.IsTimerActive(SpreadTimer))
            TellSpreadIfDue();
    }

    private void TellSpreadIfDue()
    {
        if (!isSpreadDue)
            return;
        isSpreadDue = false;
        var spread = Spread();
        var told = 0;
        foreach (var (name, node) in nodes.Where(pair => pair.Value.Registration.Roots.Length > 0 && !pair.Value.Registration.Nodes.SequenceEqual(spread)).ToArray())
        {
            node.Agent.Tell(new ComputationSpread { ComputationId = id, Nodes = spread });
            nodes[name] = node with { Registration = node.Registration with { Nodes = spread } };
            told++;
        }

        if (told > 0)
            Timers.StartSingleTimer(SpreadTimer, new SpreadDue(), PauseBetweenSpreads);
    }

    private sealed record SpreadDue : INoSerializationVerificationNeeded;
}
