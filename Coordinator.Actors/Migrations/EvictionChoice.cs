namespace Entracte.Coordinator.Migrations;

/// <summary>What leaves a node next, and where it goes. Pure.</summary>
internal static class EvictionChoice
{
    /// <summary>The first by name of those that nobody has tried yet; null: nothing is left to be tried.</summary>
    public static ComputationStatus? Next(SystemStatus status, string node, IReadOnlySet<string> tried) => status.Computations
        .Where(computation => !tried.Contains(computation.Id) && computation.Roots.Any(root => root.Node == node))
        .OrderBy(computation => computation.Name, StringComparer.Ordinal).FirstOrDefault();

    /// <summary>
    /// A node that takes something: rather one where nothing of the same computation is, because two of its programs may have the same pid; then the one with the fewest
    /// roots; then by name. Null: there is none.
    /// </summary>
    /// <param name="status">Of all.</param>
    /// <param name="computation">That is to go.</param>
    /// <param name="node">Where it is to go from.</param>
    /// <param name="wanted">Only these; empty: any.</param>
    public static string? Target(SystemStatus status, ComputationStatus computation, string node, IReadOnlyCollection<string> wanted) => status.Nodes
        .Where(other => other.Name != node && other is { Reachable: true, IsClosed: false } && (wanted.Count == 0 || wanted.Contains(other.Name)))
        .OrderBy(other => computation.Roots.Any(root => root.Node == other.Name)).ThenBy(other => other.ProcessCount).ThenBy(other => other.Name, StringComparer.Ordinal)
        .FirstOrDefault()?.Name;
}
