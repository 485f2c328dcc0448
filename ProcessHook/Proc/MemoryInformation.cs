using System.Globalization;

namespace Entracte.ProcessHook.Proc;

/// <summary>What /proc/meminfo tells; proc_meminfo(5).</summary>
internal static class MemoryInformation
{
    private const string Name = "MemAvailable:";

    /// <summary>Bytes that can be used without anything being swapped out; 0 where the kernel does not tell (before Linux 3.14).</summary>
    public static long AvailableBytes()
        => File.ReadLines("/proc/meminfo").FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal)) is { } found
            ? long.Parse(found.AsSpan(Name.Length).Trim()[..^" kB".Length], CultureInfo.InvariantCulture) * 1024
            : 0;
}
