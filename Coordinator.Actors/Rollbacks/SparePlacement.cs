namespace Entracte.Coordinator.Rollbacks;

/// <summary>
/// Where the parts of an image go when some of their nodes are not there any more. Pure.
/// <code>
/// a part whose node is there                   | there
/// else, a node that had processes of it until now and has no part yet | there
/// else, the next spare                         | there, while the policy allows more
/// else                                         | nowhere: there is no room
/// </code>
/// </summary>
internal sealed class SparePlacement
{
    private SparePlacement(IReadOnlyDictionary<string, string>? places, int sparesTaken) => (Places, SparesTaken) = (places, sparesTaken);

    /// <summary>By node of the image, the node that restores its part; null: there is no room.</summary>
    public IReadOnlyDictionary<string, string>? Places { get; }

    public int SparesTaken { get; }

    /// <summary>As <see cref="RestartRequest.Map"/> says it.</summary>
    public string[] Map => [.. Places!.Select(place => $"{place.Key}={place.Value}")];

    /// <param name="imageNodes">Those that have written the image.</param>
    /// <param name="usable">Nodes that are there and have all of the image that they would need.</param>
    /// <param name="holders">Nodes that had processes of it until now.</param>
    /// <param name="policy">Which spares there may be.</param>
    public static SparePlacement Of(IReadOnlyList<string> imageNodes, IReadOnlyCollection<string> usable, IReadOnlyCollection<string> holders, RecoveryPolicy policy)
    {
        var places = imageNodes.Where(usable.Contains).ToDictionary(node => node, node => node);
        var free = usable.Where(holders.Contains).Except(imageNodes).Order(StringComparer.Ordinal).ToList();
        var spares = Spares(usable, policy).Except(imageNodes).Except(free).ToList();
        var allowed = policy.Spares == 0 ? spares.Count : Math.Max(0, policy.Spares - policy.SparesUsed);
        var taken = 0;
        foreach (var homeless in imageNodes.Where(node => !usable.Contains(node)))
        {
            if (free is [var holder, ..])
            {
                places[homeless] = holder;
                free.RemoveAt(0);
            }
            else if (taken < spares.Count && taken < allowed)
                places[homeless] = spares[taken++];
            else
                return new SparePlacement(null, 0);
        }

        return new SparePlacement(places, taken);
    }

    /// <summary>In the order in which they are taken.</summary>
    public static IReadOnlyList<string> Spares(IReadOnlyCollection<string> present, RecoveryPolicy policy)
        => [.. policy.SpareNodes.Length > 0 ? policy.SpareNodes.Where(present.Contains) : present.Order(StringComparer.Ordinal)];
}
