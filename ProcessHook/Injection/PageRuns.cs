namespace Entracte.ProcessHook.Injection;

/// <summary>Several runs of pages, one behind the other.</summary>
internal static class PageRuns
{
    public static ulong LengthBytesOf(IReadOnlyList<PageRun> runs) => runs.Aggregate(0UL, (sum, run) => sum + run.LengthBytes);

    /// <summary>Cuts off so many bytes at the end; a run may be cut in two.</summary>
    /// <param name="lastBytes">A multiple of the page size, less than all.</param>
    public static (PageRun[] First, PageRun[] Last) Split(IReadOnlyList<PageRun> runs, ulong lastBytes)
    {
        var (first, last) = (new List<PageRun>(), new List<PageRun>());
        var left = LengthBytesOf(runs) - lastBytes;
        foreach (var run in runs)
        {
            var here = Math.Min(left, run.LengthBytes);
            if (here > 0)
                first.Add(run with { LengthBytes = here });
            if (here < run.LengthBytes)
                last.Add(new PageRun(run.Address + here, run.LengthBytes - here));
            left -= here;
        }
        return ([.. first], [.. last]);
    }
}
