using System.Runtime.InteropServices;

namespace Entracte.ProcessHook.Linux;

/// <summary>mmap(2) of memory outside of the managed heap, with all its pages in place.</summary>
internal sealed unsafe partial class AnonymousMemory : IDisposable
{
    private const int PROT_READ_WRITE = 3;
    private const int MAP_PRIVATE_ANONYMOUS = 0x22;
    private const int MADV_HUGEPAGE = 14;
    private const int MADV_POPULATE_WRITE = 23;

    /// <summary>What one processor makes at a time.</summary>
    private const long PieceBytes = 16 << 20;

    private byte* start;

    private AnonymousMemory(byte* start, long lengthBytes)
    {
        this.start = start;
        LengthBytes = lengthBytes;
    }

    public long LengthBytes { get; }

    /// <returns>Null where there is no room for it.</returns>
    public static AnonymousMemory? TryCreate(long lengthBytes)
    {
        var start = mmap(null, (nuint)lengthBytes, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
        if (start == (void*)-1)
            return null;
        // Huge pages are a wish, and so are pages that are there already; without either it is only slower.
        _ = madvise(start, (nuint)lengthBytes, MADV_HUGEPAGE);
        var first = (byte*)start;
        SideBySide.ForEach([.. Enumerable.Range(0, (int)((lengthBytes + PieceBytes - 1) / PieceBytes)).Select(piece => piece * PieceBytes)], offset =>
            _ = madvise(first + offset, (nuint)Math.Min(PieceBytes, lengthBytes - offset), MADV_POPULATE_WRITE));
        return new AnonymousMemory(first, lengthBytes);
    }

    public Span<byte> Slice(long offset, int lengthBytes)
    {
        ObjectDisposedException.ThrowIf(start is null, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + lengthBytes, LengthBytes);
        return new Span<byte>(start + offset, lengthBytes);
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
