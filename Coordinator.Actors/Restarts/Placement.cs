using Entracte.ProcessHook.Restore.Splitting;

namespace Entracte.Coordinator.Restarts;

/// <summary>
/// On which nodes the processes of an image come back. Pure.
/// <code>
/// what was on a node of the image                    | comes back on
/// that the map names                                 | the node that it names, or in shares on those that it names
/// else, all are wanted together                      | the node that was asked
/// else, it is the image's only one                   | the node that was asked
/// else, a node of that name is there                 | that
/// else                                               | nowhere: the restart is refused
/// </code>
/// </summary>
internal sealed class Placement
{
    private Placement(IReadOnlyDictionary<string, string[]> places, Failure? failure)
    {
        Places = places;
        Failure = failure;
    }

    /// <summary>By the node that restores: the nodes of the image whose processes it restores, or shares of these (<see cref="NodeShare"/>). Empty lists mean all of the image.</summary>
    public IReadOnlyDictionary<string, string[]> Places { get; }

    /// <summary>Why it cannot be placed.</summary>
    public Failure? Failure { get; }

    /// <param name="imageNodes">Those that have written it.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="present">The nodes that are there.</param>
    public static Placement Of(IReadOnlyList<string> imageNodes, RestartRequest request, IReadOnlyCollection<string> present)
    {
        if (NodeMap.Read(request.Map, out var map) is { } misread)
            return Refused(misread.Kind, misread.Reason);
        if (map.Keys.Except(imageNodes).ToArray() is { Length: > 0 } strangers)
            return Refused(FailureKind.Invalid, $"the image has nothing of {string.Join(", ", strangers)}; it is of {string.Join(", ", imageNodes)}");
        if (imageNodes.Count <= 1 && map.Count == 0)
            return present.Contains(request.Node) ? new Placement(new Dictionary<string, string[]> { [request.Node] = [] }, null) : Absent([request.Node]);
        var places = imageNodes.SelectMany(node => NodeMap.Shares(node, map.GetValueOrDefault(node) ?? [request.Together || imageNodes.Count == 1 ? request.Node : node])).ToArray();
        var absent = places.Where(place => !present.Contains(place.Target)).Select(place => place.Target).Distinct().ToArray();
        return absent.Length > 0 ? Absent(absent) : new Placement(places.GroupBy(place => place.Target, place => place.Share).ToDictionary(group => group.Key, group => group.ToArray()), null);
    }

    private static Placement Absent(string[] nodes) => Refused(
        FailureKind.NodeLost, $"there is no node {string.Join(", ", nodes)} now, where processes of the image were or shall be; say where they shall go (entracte restart --map OLD=NEW)");

    private static Placement Refused(FailureKind kind, string reason) => new(new Dictionary<string, string[]>(), Failure.Of(kind, reason));
}
