namespace Entracte.GridScheduler.Running;

/// <summary>
/// Which nodes are lost, and not only away for a moment. Only what the coordinator says counts: while none answers nothing is known of anybody, and a new one hears of the
/// nodes one after the other.
/// </summary>
internal sealed class NodeWatch(TimeSpan patience)
{
    private readonly Dictionary<string, TimeSpan> missingSince = [];

    /// <param name="wanted">Those that have jobs.</param>
    /// <param name="present">Those that the coordinator can reach.</param>
    /// <param name="now">On a clock that never goes back.</param>
    /// <returns>Those that have been missing for too long, each once.</returns>
    public IReadOnlyList<string> Look(IEnumerable<string> wanted, IReadOnlySet<string> present, TimeSpan now)
    {
        var missing = wanted.Where(node => !present.Contains(node)).ToHashSet();
        foreach (var back in missingSince.Keys.Except(missing).ToList())
            missingSince.Remove(back);
        foreach (var node in missing)
            missingSince.TryAdd(node, now);
        var lost = missing.Where(node => now - missingSince[node] >= patience).Order(StringComparer.Ordinal).ToList();
        lost.ForEach(node => missingSince.Remove(node));
        return lost;
    }

    /// <summary>No coordinator has answered.</summary>
    public void HearNothing() => missingSince.Clear();
}
