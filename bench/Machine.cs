using System.Runtime.InteropServices;

namespace Entracte.Bench;

/// <summary>What figures depend on, without when or whose.</summary>
internal static class Machine
{
    /// <summary>The largest case, two images of it, what is staged of it, and some more.</summary>
    private const long RoomBytes = 5L << 30;

    /// <summary>What is more about calls than about memory needs less than this.</summary>
    private const long SmallBytes = 512L << 20;

    /// <summary>That much is left alone: the machine must not begin to look for memory.</summary>
    private const long SpareBytes = 512L << 20;

    public static string Describe(string folder)
    {
        var processor = Line("/proc/cpuinfo", "model name");
        var memoryGibibytes = long.Parse(Line("/proc/meminfo", "MemTotal").Split(' ')[0]) / 1048576;
        var wide = File.ReadAllText("/proc/cpuinfo").Contains("avx512f", StringComparison.Ordinal) ? ", AVX-512" : "";
        var release = File.ReadAllText("/proc/sys/kernel/osrelease").Trim().Split('-')[0];
        var cache = HasPageCache(folder) ? "warm and full" : "warm";
        return $"{processor}{wide}, {Environment.ProcessorCount} processors, {memoryGibibytes} GiB, Linux {release}, images on {new DriveInfo(folder).DriveFormat} with a {cache} page cache";
    }

    /// <summary>
    /// A virtual machine may have to get the memory that is free here from its host, page by page as it is touched, which takes several times as long as all else together. So
    /// the page cache is filled with something, as it is on machines that have been up for a while, until not much more is free than is needed, and that is touched before the clock runs.
    /// </summary>
    /// <param name="folder">On the file system that images are written to. What is read takes no room there.</param>
    public static void FillPageCache(string folder)
    {
        using var nothing = File.OpenHandle(Path.Combine(folder, "nothing"), FileMode.Create, FileAccess.ReadWrite);
        var length = FreeBytes - RoomBytes;
        if (length <= 0 || !HasPageCache(folder))
            return;
        RandomAccess.SetLength(nothing, length);
        var buffer = new byte[1 << 20];
        for (var offset = 0L; RandomAccess.Read(nothing, buffer, offset) is > 0 and var count;)
            offset += count;
    }

    /// <summary>Touches what is free, for whoever is measured next.</summary>
    /// <param name="all">All of it, because much is needed, or as much as a small case may need.</param>
    public static unsafe void HaveMemory(bool all)
    {
        const int PageBytes = 4096;
        // Not more than a control group lets this process have.
        var length = (nuint)Math.Clamp(FreeBytes - SpareBytes, 0, Math.Min(all ? 2 * RoomBytes : SmallBytes, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2));
        var memory = (byte*)NativeMemory.Alloc(length);
        for (nuint offset = 0; offset < length; offset += PageBytes)
            memory[offset] = 1;
        NativeMemory.Free(memory);
    }

    private static long FreeBytes => 1024 * long.Parse(Line("/proc/meminfo", "MemFree").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A file in memory is one already.</summary>
    private static bool HasPageCache(string folder) => new DriveInfo(folder).DriveFormat != "tmpfs";

    private static string Line(string file, string name)
        => File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown";
}
