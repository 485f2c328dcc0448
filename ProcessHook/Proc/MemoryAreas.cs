using System.Text;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Proc;

/// <summary>
/// Parses /proc/PID/smaps. It is read while the process stands still, so lines are taken as bytes, and strings are made only for
/// names and flags, equal ones once.
/// </summary>
public static class MemoryAreas
{
    /// <summary>The areas of a process in ascending order.</summary>
    public static IReadOnlyList<MemoryArea> Of(int hostPid) => WithTrueNames(ProcFile.Read($"/proc/{hostPid}/smaps", Parse), hostPid);

    /// <summary>The areas without flags and sizes; cheaper, because the kernel does not walk the pages.</summary>
    public static IReadOnlyList<MemoryArea> WithoutDetailsOf(int hostPid) => WithTrueNames(ProcFile.Read($"/proc/{hostPid}/maps", Parse), hostPid);

    public static List<MemoryArea> Parse(ReadOnlySpan<byte> text)
    {
        var areas = new List<MemoryArea>();
        var strings = new Dictionary<int, string>();
        while (!text.IsEmpty)
        {
            var line = ProcFile.TakeLine(ref text);
            if (line.IsEmpty)
                continue;
            // Headers begin with an address in lower case, details with a capital letter.
            if (line[0] is >= (byte)'A' and <= (byte)'Z')
                areas[^1] = WithDetail(areas[^1], line, strings);
            else
                areas.Add(ParseHeader(line, strings));
        }
        return areas;
    }

    private static ReadOnlySpan<byte> Deleted => " (deleted)"u8;

    /// <summary>A file may be called so: whether it is gone, or that is its name, it is asked by that name.</summary>
    private static List<MemoryArea> WithTrueNames(List<MemoryArea> areas, int hostPid)
    {
        Dictionary<string, FileIdentity?>? known = null;
        for (var index = 0; index < areas.Count; index++)
        {
            if (areas[index] is not { IsDeleted: true } area)
                continue;
            var whole = area.Name + Encoding.UTF8.GetString(Deleted);
            known ??= new Dictionary<string, FileIdentity?>(StringComparer.Ordinal);
            if (!known.TryGetValue(whole, out var there))
                known.Add(whole, there = FileStatus.OfPath($"/proc/{hostPid}/root{whole}")?.Identity);
            if (there == area.Identity)
                areas[index] = area with { Name = whole, IsDeleted = false };
        }
        return areas;
    }

    private static MemoryArea ParseHeader(ReadOnlySpan<byte> line, Dictionary<int, string> strings)
    {
        var start = ProcFile.TakeHexadecimal(ref line);
        line = line[1..];
        var end = ProcFile.TakeHexadecimal(ref line);
        var protection = (line[1] == 'r' ? 1 : 0) | (line[2] == 'w' ? 2 : 0) | (line[3] == 'x' ? 4 : 0);
        var shared = line[4] == 's';
        line = line[6..];
        var offset = ProcFile.TakeHexadecimal(ref line);
        line = line[1..];
        var major = ProcFile.TakeHexadecimal(ref line);
        line = line[1..];
        var minor = ProcFile.TakeHexadecimal(ref line);
        line = line[1..];
        var inode = ProcFile.TakeDecimal(ref line);
        var name = line.TrimStart((byte)' ');
        var deleted = name.EndsWith(Deleted);
        return new MemoryArea
        {
            Start = start,
            End = end,
            Protection = protection,
            IsShared = shared,
            OffsetBytes = offset,
            Device = (major & 0xfff) << 8 | (major & ~0xffful) << 32 | minor & 0xff | (minor & ~0xfful) << 12, // makedev(3)
            Inode = inode,
            Name = TextOf(deleted ? name[..^Deleted.Length] : name, strings).Replace("\\012", "\n", StringComparison.Ordinal),
            IsDeleted = deleted,
        };
    }

    private static MemoryArea WithDetail(MemoryArea area, ReadOnlySpan<byte> line, Dictionary<int, string> strings)
    {
        if (line.StartsWith("VmFlags:"u8))
            return area with { Flags = TextOf(line[8..].Trim((byte)' '), strings) };
        if (line.StartsWith("Anonymous:"u8))
            return KibibytesOf(line) is var anonymous and > 0 ? area with { AnonymousBytes = anonymous } : area;
        if (line.StartsWith("Swap:"u8))
            return KibibytesOf(line) is var swapped and > 0 ? area with { SwappedBytes = swapped } : area;
        if (line.StartsWith("KernelPageSize:"u8))
            return KibibytesOf(line) is var size and not 4096 ? area with { KernelPageSizeBytes = size } : area;
        if (line.StartsWith("ProtectionKey:"u8))
            return KibibytesOf(line) / 1024 is var key and > 0 ? area with { ProtectionKey = (int)key } : area;
        return area;
    }

    private static ulong KibibytesOf(ReadOnlySpan<byte> line)
    {
        var value = line[(line.IndexOf((byte)':') + 1)..].TrimStart((byte)' ');
        return ProcFile.TakeDecimal(ref value) * 1024;
    }

    private static string TextOf(ReadOnlySpan<byte> bytes, Dictionary<int, string> strings)
    {
        if (bytes.IsEmpty)
            return "";
        var hash = new HashCode();
        hash.AddBytes(bytes);
        var key = hash.ToHashCode();
        if (strings.TryGetValue(key, out var known) && IsText(bytes, known))
            return known;
        return strings[key] = KernelText.Of(bytes);
    }

    /// <summary>Texts beyond ASCII are taken for others: they are only made twice.</summary>
    private static bool IsText(ReadOnlySpan<byte> bytes, string text) => Ascii.Equals(bytes, text);
}
