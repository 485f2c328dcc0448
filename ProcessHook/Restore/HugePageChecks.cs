using System.Globalization;
using Entracte.ImageFormat.Records;

namespace Entracte.ProcessHook.Restore;

/// <summary>
/// Whether this machine has as many reserved huge pages free as an image needs (Documentation/admin-guide/mm/hugetlbpage.rst). A mapping reserves what it may come to touch,
/// unless it was made with MAP_NORESERVE; without a reservation only what it has counts.
/// </summary>
public static class HugePageChecks
{
    /// <param name="parts">The image.</param>
    public static IEnumerable<Obstacle> Of(IEnumerable<ProcessFileRecord> parts)
    {
        ProcessFileRecord[] all = [.. parts];
        return all.Any(part => part.Mappings.Any(IsHuge) || part.SharedMemories.Any(memory => memory.HugePageSizeBytes > 0)) ? Of(all, FreeHere) : [];
    }

    /// <param name="parts">The image.</param>
    /// <param name="freeOf">How many pages of a size (bytes) are free and not promised to anybody.</param>
    internal static IEnumerable<Obstacle> Of(IReadOnlyCollection<ProcessFileRecord> parts, Func<ulong, long> freeOf)
    {
        foreach (var (size, (pid, pages)) in NeededBy(parts).OrderBy(need => need.Key))
        {
            if (freeOf(size) is var free && free >= pages)
                continue;
            var what = $"It needs {pages} huge page{(pages == 1 ? "" : "s")} of {size / 1024} KiB, and {free} {(free == 1 ? "is" : "are")} free.";
            yield return new Obstacle(pid, null, what, $"Have root raise {DirectoryOf(size)}/nr_hugepages (for pages of the default size, /proc/sys/vm/nr_hugepages) by {pages - free}.");
        }
    }

    private static Dictionary<ulong, (int Pid, long Pages)> NeededBy(IReadOnlyCollection<ProcessFileRecord> parts)
    {
        var needs = new Dictionary<ulong, (int Pid, long Pages)>();
        var sharedPages = new HashSet<(ulong Id, ulong Page)>();
        var files = parts.SelectMany(part => part.SharedMemories).Where(memory => memory.Kind == SharedMemoryKind.NamedFile && Linux.FileStatus.OfPath(memory.Name) is not null)
            .Select(memory => memory.Id).ToHashSet();
        void Add(ulong size, int pid, long pages)
        {
            if (pages > 0)
                needs[size] = needs.TryGetValue(size, out var sofar) ? (sofar.Pid, sofar.Pages + pages) : (pid, pages);
        }

        foreach (var part in parts)
        {
            // A file that still has its name has its pages as well.
            foreach (var memory in part.SharedMemories.Where(memory => memory.HugePageSizeBytes > 0 && !files.Contains(memory.Id)))
            {
                foreach (var extent in part.Extents.Where(extent => extent.ObjectId == memory.Id))
                    Add(memory.HugePageSizeBytes, part.Process.Pid, NewPages(memory.Id, extent.Address, (ulong)extent.LengthBytes, memory.HugePageSizeBytes));
            }
            foreach (var mapping in part.Mappings.Where(IsHuge))
            {
                var size = mapping.HugePageSizeBytes;
                var reserves = !mapping.Flags.Contains("nr", StringComparison.Ordinal);
                if (files.Contains(mapping.ObjectId) && mapping.Kind == MappingKind.SharedMemory)
                    continue;
                if (mapping.Kind == MappingKind.SharedMemory)
                    Add(size, part.Process.Pid, reserves ? NewPages(mapping.ObjectId, mapping.OffsetBytes, mapping.LengthBytes, size) : 0);
                else if (mapping.Kind is MappingKind.Anonymous or MappingKind.PrivateOfSharedMemory)
                    Add(size, part.Process.Pid, reserves ? (long)(mapping.LengthBytes / size) : StoredPages(part, mapping));
            }
        }
        return needs;

        long NewPages(ulong id, ulong offset, ulong lengthBytes, ulong size)
        {
            var count = 0;
            for (var page = offset / size; page * size < offset + lengthBytes; page++)
                count += sharedPages.Add((id, page)) ? 1 : 0;
            return count;
        }
    }

    private static long StoredPages(ProcessFileRecord part, MappingRecord mapping)
        => part.Extents.Where(extent => extent.ObjectId == 0 && extent.Address < mapping.Address + mapping.LengthBytes && extent.Address + (ulong)extent.LengthBytes > mapping.Address)
            .Sum(extent => (long)(Math.Min(extent.Address + (ulong)extent.LengthBytes, mapping.Address + mapping.LengthBytes) - Math.Max(extent.Address, mapping.Address)))
            / (long)mapping.HugePageSizeBytes;

    private static bool IsHuge(MappingRecord mapping) => mapping.HugePageSizeBytes > 0;

    private static long FreeHere(ulong size)
        => Number(size, "free_hugepages") - Number(size, "resv_hugepages") + Math.Max(0, Number(size, "nr_overcommit_hugepages") - Number(size, "surplus_hugepages"));

    private static string DirectoryOf(ulong size) => $"/sys/kernel/mm/hugepages/hugepages-{size / 1024}kB";

    private static long Number(ulong size, string name)
        => File.Exists($"{DirectoryOf(size)}/{name}") ? long.Parse(File.ReadAllText($"{DirectoryOf(size)}/{name}"), CultureInfo.InvariantCulture) : 0;
}
