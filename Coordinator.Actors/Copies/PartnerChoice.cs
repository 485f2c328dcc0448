namespace Entracte.Coordinator.Copies;

/// <summary>Which nodes take copies of what a node has written. Pure, and the same for every generation, so that old copies can be removed where the new ones go.</summary>
internal static class PartnerChoice
{
    /// <summary>
    /// Those that are named, in their order. Without names each node's copies go to the next ones in the order of the names, around the end: so that every node has
    /// about as many of others as others have of it.
    /// </summary>
    /// <param name="source">The node that has written the parts.</param>
    /// <param name="present">All nodes that can be reached.</param>
    /// <param name="named">Those that may take copies; empty: any.</param>
    /// <param name="count">How many are wanted.</param>
    /// <returns>At most as many, never the source itself.</returns>
    public static IReadOnlyList<string> Of(string source, IReadOnlyCollection<string> present, IReadOnlyList<string> named, int count)
    {
        var candidates = named.Count > 0
            ? named.Where(present.Contains)
            : present.OrderBy(node => string.CompareOrdinal(node, source) < 0).ThenBy(node => node, StringComparer.Ordinal);
        return [.. candidates.Where(node => node != source).Distinct().Take(count)];
    }
}
