namespace Entracte.Coordinator.Checkpoints;

/// <summary>
/// Which nodes may still have old images of which computations, and who is told to remove them. Pure. All are told when something of a computation is removed for the first time, and from then
/// on those who still have something; one that appears is told everything. Nothing of it must be known for ever: what is forgotten is asked of all nodes once more.
/// </summary>
/// <param name="most">So many computations are remembered, those of which something was removed last.</param>
internal sealed class RetirementBook(int most)
{
    private readonly Dictionary<string, Entry> entries = [];
    private long turn;

    public int Count => entries.Count;

    /// <param name="nodes">Those that are there.</param>
    /// <returns>Who is to remove the same.</returns>
    public IReadOnlyList<string> Hear(ImagesKept kept, IReadOnlyCollection<string> nodes)
    {
        if (!entries.TryGetValue(kept.ComputationId, out var entry))
        {
            if (entries.Count >= most)
                entries.Remove(entries.MinBy(known => known.Value.Turn).Key);
            entries[kept.ComputationId] = entry = new Entry([.. nodes]);
        }

        entry.Turn = ++turn;
        if (kept.HasAny)
            entry.Holders.Add(kept.Node);
        else
            entry.Holders.Remove(kept.Node);
        if (kept.Oldest <= (entry.Last?.Oldest ?? 0))
            return [];
        entry.Last = kept;
        return [.. nodes.Where(node => node != kept.Node && entry.Holders.Contains(node))];
    }

    /// <returns>What it is to remove, if it has it.</returns>
    public IReadOnlyList<ImagesKept> Appear(string node)
    {
        foreach (var entry in entries.Values)
            entry.Holders.Add(node);
        return [.. entries.Values.Select(entry => entry.Last).OfType<ImagesKept>()];
    }

    /// <summary>It may never come back; if it does, it appears.</summary>
    public void Lose(string node)
    {
        foreach (var entry in entries.Values)
            entry.Holders.Remove(node);
    }

    /// <summary>The nodes that have not said that they have nothing.</summary>
    public IReadOnlyCollection<string> HoldersOf(string computationId) => entries.TryGetValue(computationId, out var entry) ? entry.Holders : [];

    private sealed class Entry(HashSet<string> holders)
    {
        public HashSet<string> Holders => holders;

        public ImagesKept? Last { get; set; }

        public long Turn { get; set; }
    }
}
