namespace Entracte.ProcessHook.Restore.Splitting;

/// <summary>Who was the first to have something. Used by one search.</summary>
internal sealed class FirstHolders
{
    private readonly Dictionary<(string Kind, ulong Id), int> holders = [];

    /// <param name="pid">Who has it, too.</param>
    /// <param name="what">As in <see cref="Tie.What"/>.</param>
    /// <param name="things">With id 0: there is none.</param>
    public IEnumerable<Tie> Share(int pid, string what, params IReadOnlyList<(string Kind, ulong Id)> things)
    {
        foreach (var thing in things.Where(thing => thing.Id != 0))
        {
            if (!holders.TryAdd(thing, pid))
                yield return new Tie(pid, what, holders[thing]);
        }
    }
}
