namespace Entracte.Bench;

/// <summary>What figures depend on, without when or whose.</summary>
internal static class Machine
{
    public static string Describe(string folder)
    {
        var processor = Line("/proc/cpuinfo", "model name");
        var memoryGibibytes = long.Parse(Line("/proc/meminfo", "MemTotal").Split(' ')[0]) / 1048576;
        var wide = File.ReadAllText("/proc/cpuinfo").Contains("avx512f", StringComparison.Ordinal) ? ", AVX-512" : "";
        var release = File.ReadAllText("/proc/sys/kernel/osrelease").Trim().Split('-')[0];
        return $"{processor}{wide}, {Environment.ProcessorCount} processors, {memoryGibibytes} GiB, Linux {release}, images on {new DriveInfo(folder).DriveFormat} with a warm page cache";
    }

    private static string Line(string file, string name)
        => File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown";
}
