using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;

namespace Entracte.ProcessHook.Capture.Memory;

/// <summary>The pages of an address space that go into the image, by the way they are reached.</summary>
/// <param name="Readable">What the process itself can read: the hook writes it.</param>
/// <param name="Hidden">What it cannot, PROT_NONE as a rule; only a debugger's access reads it.</param>
/// <param name="Guards">Guard pages, by the start of their mapping: address and length in turn.</param>
public sealed record StoredPages(IReadOnlyList<PageRun> Readable, IReadOnlyList<PageRun> Hidden, IReadOnlyDictionary<ulong, ulong[]> Guards)
{
    private const int PROT_READ = 1;

    public long LengthBytes => (long)(Readable.Sum(run => (decimal)run.LengthBytes) + Hidden.Sum(run => (decimal)run.LengthBytes));

    /// <summary>Distributes the pages over the mappings; both ascending. The kernel's own mappings hold nothing of the process's.</summary>
    public static StoredPages Plan(IReadOnlyList<MemoryArea> areas, IReadOnlyList<PageMapRegion> pages)
    {
        var readable = new List<PageRun>();
        var hidden = new List<PageRun>();
        var guards = new Dictionary<ulong, ulong[]>();
        var page = 0;
        foreach (var area in areas)
        {
            while (page < pages.Count && pages[page].End <= area.Start)
                page++;
            for (var next = page; next < pages.Count && pages[next].Start < area.End; next++)
            {
                var start = Math.Max(pages[next].Start, area.Start);
                var run = new PageRun(start, Math.Min(pages[next].End, area.End) - start);
                if (AreaKinds.IsKernels(area))
                    continue;
                if ((pages[next].Categories & PageMap.PAGE_IS_GUARD) != 0)
                    guards[area.Start] = [.. guards.GetValueOrDefault(area.Start, []), run.Address, run.LengthBytes];
                else
                    Append(IsReadable(area) ? readable : hidden, run);
            }
        }
        return new StoredPages(readable, hidden, guards);
    }

    /// <summary>Memory with a protection key may be closed to the very thread that the hook borrows (pkeys(7)); a debugger's access does not ask for keys.</summary>
    public static bool IsReadable(MemoryArea area) => (area.Protection & PROT_READ) != 0 && area.ProtectionKey == 0;

    private static void Append(List<PageRun> runs, PageRun run)
    {
        if (runs is [.., var last] && last.Address + last.LengthBytes == run.Address)
            runs[^1] = last with { LengthBytes = last.LengthBytes + run.LengthBytes };
        else
            runs.Add(run);
    }
}
