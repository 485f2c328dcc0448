namespace Entracte.Coordinator.Rollbacks;

/// <summary>
/// Where the parts of an image go when some of their nodes are not there any more. Pure.
/// <code>
/// a part whose processes have gone on on another node since, which is there and has the part | there
/// else, its own node is there and has it       | there
/// else, a node that had processes of it until now, has none of its own in the image, and has the part | there
/// else, the next spare that has the part       | there, while the policy allows more
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
    /// <param name="present">Nodes that are there and have something of the image: of which of its nodes they have the parts.</param>
    /// <param name="holders">Nodes that had processes of it until now.</param>
    /// <param name="policy">Which spares there may be.</param>
    /// <param name="whereabouts">By node of the image, the node on which its processes went on from it.</param>
    public static SparePlacement Of(
        IReadOnlyList<string> imageNodes,
        IReadOnlyDictionary<string, string[]> present,
        IReadOnlyCollection<string> holders,
        RecoveryPolicy policy,
        IReadOnlyDictionary<string, string> whereabouts)
    {
        bool Has(string node, string part) => present.TryGetValue(node, out var parts) && parts.Contains(part);
        string? Home(string part) => whereabouts.TryGetValue(part, out var node) && Has(node, part) ? node : Has(part, part) ? part : null;
        var places = imageNodes.Where(part => Home(part) is not null).ToDictionary(part => part, part => Home(part)!);
        var free = present.Keys.Where(holders.Contains).Except(imageNodes).Except(places.Values).Order(StringComparer.Ordinal).ToList();
        var spares = Spares([.. present.Keys], policy).Except(imageNodes).Except(places.Values).Except(free).ToList();
        var allowed = policy.Spares == 0 ? spares.Count : Math.Max(0, policy.Spares - policy.SparesUsed);
        var taken = 0;
        foreach (var homeless in imageNodes.Where(node => !places.ContainsKey(node)).ToArray())
        {
            if (free.Find(node => Has(node, homeless)) is { } holder)
            {
                places[homeless] = holder;
                free.Remove(holder);
            }
            else if (taken < allowed && spares.Find(node => Has(node, homeless)) is { } spare)
            {
                places[homeless] = spare;
                spares.Remove(spare);
                taken++;
            }
            else
                return new SparePlacement(null, 0);
        }

        return new SparePlacement(places, taken);
    }

    /// <summary>In the order in which they are taken.</summary>
    public static IReadOnlyList<string> Spares(IReadOnlyCollection<string> present, RecoveryPolicy policy)
        => [.. policy.SpareNodes.Length > 0 ? policy.SpareNodes.Where(present.Contains) : present.Order(StringComparer.Ordinal)];
}
