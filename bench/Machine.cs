using System.Runtime.InteropServices;

namespace Entracte.Bench;

/// <summary>What figures depend on, without when or whose.</summary>
internal static class Machine
{
    /// <summary>The largest case, its image, what is staged of it, and some more.</summary>
    private const nuint FreshBytes = (nuint)3 << 30;

    public static string Describe(string folder)
    {
        var processor = Line("/proc/cpuinfo", "model name");
        var memoryGibibytes = long.Parse(Line("/proc/meminfo", "MemTotal").Split(' ')[0]) / 1048576;
        var wide = File.ReadAllText("/proc/cpuinfo").Contains("avx512f", StringComparison.Ordinal) ? ", AVX-512" : "";
        var release = File.ReadAllText("/proc/sys/kernel/osrelease").Trim().Split('-')[0];
        return $"{processor}{wide}, {Environment.ProcessorCount} processors, {memoryGibibytes} GiB, Linux {release}, images on {new DriveInfo(folder).DriveFormat} with a warm page cache";
    }

    /// <summary>
    /// A virtual machine may have to get the memory that is free here from its host, page by page as it is touched, which takes as long as all else together.
    /// So it gets it before the clock runs, for whoever is measured.
    /// </summary>
    public static unsafe void HaveMemory()
    {
        const int PageBytes = 4096;
        var memory = (byte*)NativeMemory.Alloc(FreshBytes);
        for (nuint offset = 0; offset < FreshBytes; offset += PageBytes)
            memory[offset] = 1;
        NativeMemory.Free(memory);
    }

    private static string Line(string file, string name)
        => File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown";
}
