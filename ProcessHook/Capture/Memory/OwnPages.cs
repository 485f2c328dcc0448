using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture.Memory;

/// <summary>Which pages an image must hold, because no file and no zero page would bring them back.</summary>
internal static class OwnPages
{
    private const ulong Unwanted = PageMap.PAGE_IS_FILE | PageMap.PAGE_IS_PFNZERO;
    private const ulong Wanted = PageMap.PAGE_IS_PRESENT | PageMap.PAGE_IS_SWAPPED;

    /// <summary>One pass over the whole address space. Guard pages are told by <see cref="PageMap.PAGE_IS_GUARD"/> where the kernel knows them.</summary>
    /// <param name="hostPid">A thread of the process.</param>
    /// <param name="end">Of the addresses that it may use.</param>
    public static IReadOnlyList<PageMapRegion> Scan(int hostPid, ulong end)
    {
        using var pageMap = PageMap.Open(hostPid);
        var guard = PageMap.KnowsGuards ? PageMap.PAGE_IS_GUARD : 0;
        return PageMap.Scan(pageMap, 0, end, Unwanted, Wanted | guard, guard);
    }
}
