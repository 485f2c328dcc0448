using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Linux;

/// <summary>ioctl_pagemap_scan(2): which pages of a process there are, without reading an entry for each (Documentation/admin-guide/mm/pagemap.rst).</summary>
public static unsafe partial class PageMap
{
    /// <summary>Belongs to a file or to shared memory, not to this process alone.</summary>
    public const ulong PAGE_IS_FILE = 1 << 2;
    public const ulong PAGE_IS_PRESENT = 1 << 3;
    public const ulong PAGE_IS_SWAPPED = 1 << 4;

    /// <summary>The shared page of zeros.</summary>
    public const ulong PAGE_IS_PFNZERO = 1 << 5;

    /// <summary>A guard page of MADV_GUARD_INSTALL; since Linux 6.15.</summary>
    public const ulong PAGE_IS_GUARD = 1 << 8;

    private const uint PAGEMAP_SCAN = 0xC0606610;
    private const int EINVAL = 22;
    private const int RegionsPerCall = 16384;

    public static SafeFileHandle Open(int hostPid) => File.OpenHandle($"/proc/{hostPid}/pagemap", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);

    /// <summary>Whether this kernel tells guard pages from swapped ones.</summary>
    public static bool KnowsGuards { get; } = ProbeGuards();

    /// <summary>
    /// The pages between two addresses whose categories match. Neighbours with the same reported categories are one region, also across mappings.
    /// </summary>
    /// <param name="pageMap">From <see cref="Open"/>.</param>
    /// <param name="start">Page-aligned.</param>
    /// <param name="end">The first address behind.</param>
    /// <param name="unwanted">Pages with any of these are left out.</param>
    /// <param name="anyOf">Pages with none of these are left out.</param>
    /// <param name="reported">What <see cref="PageMapRegion.Categories"/> shall tell.</param>
    public static List<PageMapRegion> Scan(SafeFileHandle pageMap, ulong start, ulong end, ulong unwanted, ulong anyOf, ulong reported)
    {
        var regions = new List<PageMapRegion>();
        var buffer = (PageMapRegion*)NativeMemory.Alloc(RegionsPerCall, (nuint)sizeof(PageMapRegion));
        try
        {
            // The kernel may stop early although it had room: on from where it stopped, until it has walked to the end.
            while (start < end)
            {
                var arguments = new ScanArguments
                {
                    Size = (ulong)sizeof(ScanArguments), Start = start, End = end, Vector = (ulong)buffer, VectorLength = RegionsPerCall,
                    CategoryInverted = unwanted, CategoryMask = unwanted, CategoryAnyOfMask = anyOf, ReturnMask = reported,
                };
                var count = ioctl((int)pageMap.DangerousGetHandle(), PAGEMAP_SCAN, &arguments);
                if (count < 0)
                    throw new LinuxException("ioctl(PAGEMAP_SCAN)", Marshal.GetLastPInvokeError(), $"addresses 0x{start:x} to 0x{end:x}");
                var found = new ReadOnlySpan<PageMapRegion>(buffer, count);
                Append(regions, found);
                // Of more than 512 regions, which are told in pieces, WalkEnd is the end of the last piece but one where the walk has come to its end (fs/proc/task_mmu.c, do_pagemap_scan).
                start = Math.Max(arguments.WalkEnd, found.IsEmpty ? 0 : found[^1].End);
            }
            return regions;
        }
        finally
        {
            NativeMemory.Free(buffer);
        }
    }

    private static void Append(List<PageMapRegion> regions, ReadOnlySpan<PageMapRegion> found)
    {
        foreach (var region in found)
        {
            if (regions is [.., var last] && last.End == region.Start && last.Categories == region.Categories)
                regions[^1] = last with { End = region.End };
            else
                regions.Add(region);
        }
    }

    private static bool ProbeGuards()
    {
        using var own = File.OpenHandle("/proc/self/pagemap", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        try
        {
            Scan(own, 0x10000, 0x11000, 0, PAGE_IS_GUARD, PAGE_IS_GUARD);
            return true;
        }
        catch (LinuxException refused) when (refused.Errno == EINVAL)
        {
            return false;
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(int descriptor, ulong request, ScanArguments* arguments);

    /// <summary><c>struct pm_scan_arg</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ScanArguments
    {
        public ulong Size;
        public ulong Flags;
        public ulong Start;
        public ulong End;
        public ulong WalkEnd;
        public ulong Vector;
        public ulong VectorLength;
        public ulong PagesMax;
        public ulong CategoryInverted;
        public ulong CategoryMask;
        public ulong CategoryAnyOfMask;
        public ulong ReturnMask;
    }
}
