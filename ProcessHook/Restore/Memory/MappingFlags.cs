using Entracte.ImageFormat.Records;

namespace Entracte.ProcessHook.Restore.Memory;

/// <summary>Reads the two-letter flags of /proc/PID/smaps back into what mmap(2), madvise(2) and mlock(2) were told.</summary>
internal static class MappingFlags
{
    public const int PROT_READ = 1;
    public const int PROT_WRITE = 2;
    public const int MADV_GUARD_INSTALL = 102;
    public const int MLOCK_ONFAULT = 1;
    public const int MCL_FUTURE = 2;
    public const int MCL_ONFAULT = 4;

    private const int MAP_SHARED = 1;
    private const int MAP_PRIVATE = 2;
    private const int MAP_DROPPABLE = 8;
    private const int MAP_ANONYMOUS = 0x20;
    private const int MAP_GROWSDOWN = 0x100;
    private const int MAP_NORESERVE = 0x4000;
    private const int MAP_HUGETLB = 0x40000;
    private const int MAP_FIXED_NOREPLACE = 0x100000;
    private const int HugePageSizeShift = 26;

    /// <summary>Advice that changes how pages come into being: to be given before there are any.</summary>
    private static readonly (string Flag, int Advice)[] AdviceBefore = [("hg", 14), ("nh", 15)];

    private static readonly (string Flag, int Advice)[] AdviceAfter = [("rr", 1), ("sr", 2), ("dc", 10), ("mg", 12), ("dd", 16), ("wf", 18)];

    public static bool Has(MappingRecord mapping, string flag) => mapping.Flags.Contains(flag, StringComparison.Ordinal);

    /// <summary>Whether the mapping may be made writable: its file was opened for writing.</summary>
    public static bool MayWrite(MappingRecord mapping) => Has(mapping, "mw") || mapping.Flags.Length == 0;

    public static int ForMap(MappingRecord mapping)
    {
        var flags = MAP_FIXED_NOREPLACE;
        flags |= mapping.Kind is MappingKind.SharedFile or MappingKind.SharedMemory ? MAP_SHARED : Has(mapping, "dp") ? MAP_DROPPABLE : MAP_PRIVATE;
        flags |= mapping.Kind == MappingKind.Anonymous ? MAP_ANONYMOUS : 0;
        flags |= Has(mapping, "gd") ? MAP_GROWSDOWN : 0;
        flags |= Has(mapping, "nr") ? MAP_NORESERVE : 0;
        if (mapping.HugePageSizeBytes > 0 && mapping.Kind == MappingKind.Anonymous)
            flags |= MAP_HUGETLB | System.Numerics.BitOperations.Log2(mapping.HugePageSizeBytes) << HugePageSizeShift;
        return flags;
    }

    public static IEnumerable<int> BeforeContent(MappingRecord mapping) => AdviceBefore.Where(known => Has(mapping, known.Flag)).Select(known => known.Advice);

    public static IEnumerable<int> AfterContent(MappingRecord mapping) => AdviceAfter.Where(known => Has(mapping, known.Flag)).Select(known => known.Advice);

    public static bool IsLocked(MappingRecord mapping) => Has(mapping, "lo");

    public static bool IsLockedOnFault(MappingRecord mapping) => Has(mapping, "lf");

    public static bool IsSealed(MappingRecord mapping) => Has(mapping, "sl");
}
