using System.Buffers.Binary;
using System.Globalization;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Injection;

/// <summary>Finds unused zero bytes behind executable code: at the end of the vdso, and where there is none, of a program's or library's text.</summary>
internal static class TrampolineSite
{
    private const int PageBytes = 4096;
    private const int Alignment = 16;
    private const ulong AT_SYSINFO_EHDR = 33;
    private const uint ElfMagic = 0x464c457f;

    /// <summary>Every process of this kernel has the same vdso; ours tells the length.</summary>
    private static readonly Lazy<ulong> VdsoBytes = new(() => ExecutableMappings("self").Where(mapping => mapping.IsVdso).Select(mapping => mapping.End - mapping.Start).FirstOrDefault());

    /// <summary>Where a trampoline can be put.</summary>
    public static ulong Find(int pid, ProcessMemory memory, int lengthBytes)
    {
        if (TailOfVdso(pid, memory, lengthBytes) is not 0 and var address)
            return address;
        foreach (var mapping in ExecutableMappings(pid.ToString()))
        {
            if (TailOf(memory, mapping.End, lengthBytes) is not 0 and var found)
                return found;
        }
        var obstacle = new Obstacle(pid, null, $"has no {lengthBytes} unused bytes behind its code.", "Start it with a vdso (kernel option vdso=1).");
        throw new ObstaclesException("the hook cannot enter", [obstacle]);
    }

    /// <summary>The same in the vdso only; 0 where there is no room or no vdso.</summary>
    public static ulong TailOfVdso(int pid, ProcessMemory memory, int lengthBytes)
    {
        Span<byte> magic = stackalloc byte[sizeof(uint)];
        var auxiliary = SmallFile.ReadAll($"/proc/{pid}/auxv");
        for (var at = 0; at + 16 <= auxiliary.Length; at += 16)
        {
            if (BinaryPrimitives.ReadUInt64LittleEndian(auxiliary.AsSpan(at)) != AT_SYSINFO_EHDR)
                continue;
            var start = BinaryPrimitives.ReadUInt64LittleEndian(auxiliary.AsSpan(at + 8));
            if (VdsoBytes.Value > 0 && memory.TryRead(start, magic) && BinaryPrimitives.ReadUInt32LittleEndian(magic) == ElfMagic)
                return TailOf(memory, start + VdsoBytes.Value, lengthBytes);
        }
        return 0;
    }

    /// <summary>The address of enough zeros, or of a trampoline whose tracer has died, at the end of the page before this address; or 0.</summary>
    private static ulong TailOf(ProcessMemory memory, ulong end, int lengthBytes)
    {
        Span<byte> page = stackalloc byte[PageBytes];
        if (!memory.TryRead(end - PageBytes, page))
            return 0;
        var start = (PageBytes - lengthBytes) / Alignment * Alignment;
        if (Trampoline.IsOne(page[start..]))
            page.Slice(start, lengthBytes).Clear();
        var used = page.LastIndexOfAnyExcept((byte)0) + 1;
        return start > used + Alignment ? end - PageBytes + (ulong)start : 0; // code may end in zeros of its own: stay away from it
    }

    private static IEnumerable<(ulong Start, ulong End, bool IsVdso)> ExecutableMappings(string pid)
    {
        foreach (var line in File.ReadLines($"/proc/{pid}/maps"))
        {
            // 7ffff7fc1000-7ffff7fc3000 r-xp 00000000 00:00 0    [vdso]
            var isVdso = line.EndsWith("[vdso]", StringComparison.Ordinal);
            if (!line.Contains(" r-xp ", StringComparison.Ordinal) || (!isVdso && !line.Contains('/')))
                continue;
            var dash = line.IndexOf('-');
            var start = ulong.Parse(line.AsSpan(0, dash), NumberStyles.HexNumber);
            yield return (start, ulong.Parse(line.AsSpan(dash + 1, line.IndexOf(' ') - dash - 1), NumberStyles.HexNumber), isVdso);
        }
    }
}
