using Entracte.ImageFormat.Files;

namespace Entracte.ProcessHook.Restore.Splitting;

/// <summary>What of the parts of an image one host restores.</summary>
/// <param name="Places">Of the parts that are restored here, among those that were given.</param>
/// <param name="Elsewhere">Sockets of nodes that have a share here, with their node, that other hosts restore.</param>
public sealed record SharesHere(IReadOnlyList<int> Places, IReadOnlySet<(string Node, ulong OpenFileId)> Elsewhere)
{
    /// <param name="shares">What is restored here; nothing: all.</param>
    /// <param name="nodes">Of each part, the node that wrote it.</param>
    /// <param name="parts">All parts of these nodes; their records become what they are in this share.</param>
    /// <exception cref="ObstaclesException">The processes of a node cannot be spread as they shall be.</exception>
    public static SharesHere Of(IReadOnlyList<NodeShare> shares, IReadOnlyList<string> nodes, IReadOnlyList<ProcessFileReader> parts)
    {
        var places = Enumerable.Range(0, parts.Count).ToHashSet();
        var elsewhere = new HashSet<(string, ulong)>();
        foreach (var share in shares.Where(share => !share.IsWhole))
        {
            int[] ofNode = [.. Enumerable.Range(0, parts.Count).Where(place => nodes[place] == share.Node)];
            var split = NodeSplit.Of(share, [.. ofNode.Select(place => parts[place].Record)]);
            elsewhere.UnionWith(split.Elsewhere.Select(id => (share.Node, id)));
            foreach (var place in ofNode)
            {
                if (split.Processes.TryGetValue(parts[place].Record.Process.Pid, out var record))
                    parts[place].Adapt(record);
                else
                    places.Remove(place);
            }
        }

        return new SharesHere([.. places.Order()], elsewhere);
    }
}
