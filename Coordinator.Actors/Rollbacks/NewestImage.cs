using Entracte.Coordinator.Restarts;

namespace Entracte.Coordinator.Rollbacks;

/// <summary>
/// Which image a computation goes back to, when each node has told of its newest. Pure.
/// <code>
/// the newest of which all parts are on nodes that have it | that; a node that it has left may have nothing but older ones
/// else, one that is older, likewise                       | that; who has a newer one has this one as well, where a node has missed the last commit
/// else                                                    | the oldest, of which parts are lost
/// </code>
/// </summary>
/// <param name="Image">What one of the nodes that have it has told.</param>
/// <param name="Present">By node that has it, those whose parts it has.</param>
internal sealed record NewestImage(ImageFound Image, IReadOnlyDictionary<string, string[]> Present)
{
    /// <param name="found">By node; at least one.</param>
    public static NewestImage Of(IReadOnlyDictionary<string, ImageFound> found)
    {
        var candidates = found.Values.DistinctBy(image => image.Generation).OrderByDescending(image => image.Generation).Select(image => new NewestImage(
            image, found.Where(pair => pair.Value.Generation >= image.Generation).ToDictionary(pair => pair.Key, pair => pair.Value.NodesHere))).ToList();
        return candidates.Find(candidate => candidate.IsWhole) ?? candidates[^1];
    }

    public bool IsWhole => Image.Nodes.All(part => Present.Values.Any(parts => parts.Contains(part)));
}
