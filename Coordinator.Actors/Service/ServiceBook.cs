namespace Entracte.Coordinator.Service;

/// <summary>The notes of several nodes. Whoever has heard of the same things has the same book, in whatever order they came.</summary>
internal sealed class ServiceBook
{
    private readonly Dictionary<string, NodeService> byNode = [];

    /// <summary>Immutable, so that others may look while this changes.</summary>
    public FailureHistory History { get; private set; } = FailureHistory.None;

    public NodeService[] All => [.. byNode.Values];

    public NodeService Of(string node) => byNode.GetValueOrDefault(node) ?? new NodeService { Node = node };

    /// <returns>Whether it told anything new.</returns>
    public bool Hear(NodeService told)
    {
        var known = byNode.GetValueOrDefault(told.Node);
        var merged = known?.With(told) ?? told;
        if (merged == known || told.Node.Length == 0)
            return false;
        byNode[told.Node] = merged;
        History = History.With(known, merged);
        return true;
    }

    /// <param name="before">How many there were before this one, where another may have counted it meanwhile; null: as many as are known.</param>
    /// <returns>What is known of the node from now on.</returns>
    public NodeService CountFailure(string node, int? before = null)
    {
        var known = Of(node);
        Hear(known with { Failures = Math.Max(known.Failures, (before ?? known.Failures) + 1) });
        return Of(node);
    }
}
