using System.Buffers;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;

namespace Entracte.ProcessHook.Tracing;

/// <summary>
/// Programs that show a title in ps(1) write it over their arguments and, behind these, their environment, of which they have made a copy before (nginx, Redis, Perl's <c>$0</c>,
/// setproctitle(3) of many others). What /proc then tells is not their environment any more, but the copy is where they allocate memory.
/// </summary>
internal static class WrittenOver
{
    private const string Heap = "[heap]";
    private const int ReadAndWrite = 3;

    /// <summary>
    /// The copy is made when a program begins: in front in the heap, or where what has been mapped first ends, because mappings grow downwards. More is not looked through, of one area and of all.
    /// </summary>
    private const ulong AreaBytesMost = 16 << 20, BytesMost = 64 << 20;

    /// <summary>Whether this is no environment: each entry of one has a name.</summary>
    public static bool IsEvident(ReadOnlySpan<byte> environment)
    {
        if (environment.IsEmpty)
            return false;
        var entries = environment[^1] == 0 ? environment[..^1] : environment;
        foreach (var entry in entries.Split((byte)0))
        {
            if (!entries[entry].Contains((byte)'='))
                return true;
        }

        return false;
    }

    /// <summary>Whether the process has this entry, with its end, in memory that it has allocated.</summary>
    public static bool HasCopyOf(int pid, ReadOnlySpan<byte> entry)
    {
        byte[] wanted = [.. entry, 0];
        var buffer = ArrayPool<byte>.Shared.Rent((int)AreaBytesMost);
        try
        {
            var left = BytesMost;
            foreach (var pages in AllocatedPagesOf(pid))
            {
                var bytes = buffer.AsSpan(0, (int)Math.Min(pages.LengthBytes, left));
                if (bytes.IsEmpty)
                    return false;
                left -= (ulong)bytes.Length;
                if (ProcessVm.TryRead(pid, pages.Start, bytes) is > 0 and var length && bytes[..(int)length].IndexOf(wanted) >= 0)
                    return true;
            }

            return false;
        }
        catch (Exception failure) when (failure is LinuxException or IOException or UnauthorizedAccessException)
        {
            return false; // it has ended, or is not ours
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static IEnumerable<PageMapRegion> AllocatedPagesOf(int pid)
    {
        const ulong Unwanted = PageMap.PAGE_IS_FILE | PageMap.PAGE_IS_PFNZERO, Wanted = PageMap.PAGE_IS_PRESENT | PageMap.PAGE_IS_SWAPPED;
        using var pageMap = PageMap.Open(pid);
        foreach (var area in MemoryAreas.WithoutDetailsOf(pid).Where(IsAllocated).OrderByDescending(area => area.Name == Heap).ThenByDescending(area => area.Start))
        {
            var length = Math.Min(area.LengthBytes, AreaBytesMost);
            var start = area.Name == Heap ? area.Start : area.End - length;
            foreach (var pages in PageMap.Scan(pageMap, start, start + length, Unwanted, Wanted, 0))
                yield return pages;
        }
    }

    private static bool IsAllocated(MemoryArea area) => area is { IsShared: false, Inode: 0, Protection: ReadAndWrite, Name: "" or Heap };
}
