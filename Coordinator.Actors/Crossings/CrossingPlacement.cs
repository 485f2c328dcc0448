namespace Entracte.Coordinator.Crossings;

/// <summary>
/// Where the processes of a computation go in another cluster: all of it goes. Pure.
/// <code>
/// what is on a node                                  | goes to
/// and the map names the node                         | the node that it names
/// and all go to one that is named                    | that
/// nothing is said                                    | the node that was asked
/// else                                               | nowhere: refused
/// a node is meant that is not there, or takes nothing | refused
/// a computation of that id or name runs there        | refused
/// </code>
/// </summary>
internal sealed record CrossingPlacement(IReadOnlyDictionary<string, string[]> Places, Failure? Failure)
{
    /// <param name="sources">The nodes that it is on.</param>
    /// <param name="leaving">The computation.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="other">The cluster that it goes to.</param>
    /// <param name="asked">The name of the node there that was asked.</param>
    public static CrossingPlacement Of(IReadOnlyCollection<string> sources, ComputationStatus leaving, MigrateRequest request, SystemStatus other, string asked)
    {
        var map = new Dictionary<string, string>();
        foreach (var entry in request.Map)
        {
            if (entry.Split('=') is not [{ Length: > 0 } from, { Length: > 0 } to] || !map.TryAdd(from, to))
                return Refused(FailureKind.Invalid, $"'{entry}' does not say which one node goes where: OLD=NEW, each once");
        }

        if (request.To.Length > 0 && map.Count > 0)
            return Refused(FailureKind.Invalid, "say either to which node all of it goes, or which node goes where (OLD=NEW)");
        if (map.Keys.Except(sources).ToArray() is { Length: > 0 } strangers)
            return Refused(FailureKind.Invalid, $"nothing of it is on {string.Join(", ", strangers)}; it is on {string.Join(", ", sources)}");
        if (map.Count > 0 && sources.Except(map.Keys).ToArray() is { Length: > 0 } left)
            return Refused(FailureKind.Invalid, $"all of it goes to the other cluster, and nobody has said where what is on {string.Join(", ", left)}");
        var goes = sources.Order(StringComparer.Ordinal).GroupBy(source => map.GetValueOrDefault(source, request.To.Length > 0 ? request.To : asked))
            .ToDictionary(group => group.Key, group => group.ToArray());
        if (goes.Keys.Except(other.Nodes.Where(node => node.Reachable).Select(node => node.Name)).ToArray() is { Length: > 0 } absent)
            return Refused(FailureKind.NodeLost, $"there is no node {string.Join(", ", absent)} in the other cluster now");
        if (goes.Keys.Intersect(other.Nodes.Where(node => node.IsClosed).Select(node => node.Name)).ToArray() is { Length: > 0 } closed)
            return Refused(FailureKind.Busy, $"{string.Join(", ", closed)} is being emptied and takes nothing (entracte evict --undo, there)");
        return IsThere(leaving.Id, leaving.Name, other.Computations) is { } runs ? new(new Dictionary<string, string[]>(), runs) : new(goes, null);
    }

    /// <summary>Why it cannot come: it, or another of its name, is there.</summary>
    public static Failure? IsThere(string id, string name, IEnumerable<ComputationStatus> computations)
        => computations.FirstOrDefault(each => each.Phase != ComputationPhase.Ended && (each.Id == id || each.Name == name)) is { } there
            ? Failure.Of(FailureKind.Busy, $"a computation called {there.Name} is {there.Phase.ToString().ToLowerInvariant()} in the other cluster already")
            : null;

    private static CrossingPlacement Refused(FailureKind kind, string reason) => new(new Dictionary<string, string[]>(), Failure.Of(kind, reason));
}
