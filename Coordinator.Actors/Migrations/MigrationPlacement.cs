using Entracte.Coordinator.Restarts;

namespace Entracte.Coordinator.Migrations;

/// <summary>
/// Where the processes of a computation go. Pure.
/// <code>
/// what is on a node                     | goes to
/// and all go to one                     | that
/// and the map names the node            | the node that it names, or in shares those that it names
/// else                                  | nowhere: it stays
/// nothing goes anywhere                 | refused
/// a node is meant that is not there, or takes nothing | refused
/// </code>
/// </summary>
internal sealed record MigrationPlacement(IReadOnlyDictionary<string, string[]> Places, Failure? Failure)
{
    /// <param name="sources">The nodes that it is on.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="present">The nodes that are there.</param>
    /// <param name="closed">Those that take nothing new.</param>
    public static MigrationPlacement Of(IReadOnlyCollection<string> sources, MigrateRequest request, IReadOnlyCollection<string> present, IReadOnlyCollection<string> closed)
    {
        if (NodeMap.Read(request.Map, out var map) is { } misread)
            return Refused(misread.Kind, misread.Reason);
        if (request.To.Length > 0 == map.Count > 0)
            return Refused(FailureKind.Invalid, "say either to which node all of it goes, or which node goes where (OLD=NEW)");
        if (map.Keys.Except(sources).ToArray() is { Length: > 0 } strangers)
            return Refused(FailureKind.Invalid, $"nothing of it is on {string.Join(", ", strangers)}; it is on {string.Join(", ", sources)}");
        var goes = sources.Order(StringComparer.Ordinal).SelectMany(
            source => NodeMap.Shares(source, request.To.Length > 0 ? [request.To] : map.GetValueOrDefault(source, [source])),
            (source, goesThere) => (Source: source, goesThere.Share, goesThere.Target)).ToArray();
        if (goes.All(pair => pair.Source == pair.Target))
            return Refused(FailureKind.Invalid, $"all of it is on {string.Join(", ", sources)} already");
        if (goes.Select(pair => pair.Target).Distinct().Except(present).ToArray() is { Length: > 0 } absent)
            return Refused(FailureKind.NodeLost, $"there is no node {string.Join(", ", absent)} now");
        if (goes.Where(pair => pair.Source != pair.Target).Select(pair => pair.Target).Distinct().Intersect(closed).ToArray() is { Length: > 0 } evicted)
            return Refused(FailureKind.Busy, $"{string.Join(", ", evicted)} is being emptied and takes nothing (entracte evict --undo)");
        return new(goes.GroupBy(pair => pair.Target, pair => pair.Share).ToDictionary(group => group.Key, group => group.ToArray()), null);
    }

    private static MigrationPlacement Refused(FailureKind kind, string reason) => new(new Dictionary<string, string[]>(), Failure.Of(kind, reason));
}
