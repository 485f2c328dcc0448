using System.Runtime.InteropServices;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Capture.Memory;

/// <summary>
/// Memory outside of the managed heap, laid out before anybody stands still. While the hook writes one half of a process into the page cache, where one file is written by one
/// processor at a time, another processor copies the other half to here; it goes into the file when the process runs again.
/// </summary>
internal sealed unsafe partial class StagingMemory : IDisposable
{
    /// <summary>Large processes are not helped by a small part of them, and must not be held in memory twice.</summary>
    private const long BytesMost = 64 << 20;

    /// <summary>Below that the second processor is not awake before all is done.</summary>
    public const long BytesLeast = 4 << 20;

    private const int HugePageBytes = 2 << 20;
    private const int PROT_READ_WRITE = 3;
    private const int MAP_PRIVATE_ANONYMOUS = 0x22;
    private const int MADV_HUGEPAGE = 14;
    private const int MADV_POPULATE_WRITE = 23;

    private byte* start;
    private long usedBytes;

    private StagingMemory(byte* start, long lengthBytes)
    {
        this.start = start;
        LengthBytes = lengthBytes;
    }

    public long LengthBytes { get; }

    /// <param name="residentBytes">What the process has in memory, more or less.</param>
    /// <returns>Null where it would not help, or where there is no room for it.</returns>
    public static StagingMemory? For(long residentBytes)
    {
        var lengthBytes = Math.Min(BytesMost, residentBytes / 2) & ~(HugePageBytes - 1L);
        if (lengthBytes < BytesLeast || Environment.ProcessorCount < 2)
            return null;
        var start = mmap(null, (nuint)lengthBytes, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
        if (start == (void*)-1)
            return null;
        // Huge pages are a wish. That the pages are there is what matters: at 0.6 microseconds each they would cost more than the copying.
        _ = madvise(start, (nuint)lengthBytes, MADV_HUGEPAGE);
        _ = madvise(start, (nuint)lengthBytes, MADV_POPULATE_WRITE);
        return new StagingMemory((byte*)start, lengthBytes);
    }

    /// <summary>Copies these pages here, one behind the other.</summary>
    public void Copy(int hostPid, IReadOnlyList<PageRun> runs)
    {
        foreach (var run in runs)
        {
            for (var done = 0UL; done < run.LengthBytes;)
            {
                var count = (int)Math.Min(1 << 30, run.LengthBytes - done);
                ProcessVm.Read(hostPid, run.Address + done, new Span<byte>(start + usedBytes, count));
                usedBytes += count;
                done += (ulong)count;
            }
        }
    }

    /// <summary>Writes what was copied.</summary>
    public void WriteTo(SafeFileHandle file, long fileOffset)
    {
        const int PieceBytes = 1 << 24;
        for (var done = 0L; done < usedBytes; done += PieceBytes)
            RandomAccess.Write(file, new ReadOnlySpan<byte>(start + done, (int)Math.Min(PieceBytes, usedBytes - done)), fileOffset + done);
    }

    public void Dispose()
    {
        if (start is not null)
            _ = munmap(start, (nuint)LengthBytes);
        start = null;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial void* mmap(void* address, nuint lengthBytes, int protection, int flags, int file, long offset);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int munmap(void* address, nuint lengthBytes);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int madvise(void* address, nuint lengthBytes, int advice);
}
