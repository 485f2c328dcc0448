using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Linux;

/// <summary>mmap(2) of a stretch of a file: the only way to write to one of hugetlbfs.</summary>
internal sealed unsafe partial class FileView : IDisposable
{
    private const int PROT_READ_WRITE = 3;
    private const int MAP_SHARED = 1;

    private readonly nuint lengthBytes;
    private byte* start;

    /// <param name="file">Open for reading and writing.</param>
    /// <param name="offset">A multiple of the page size of the file's memory.</param>
    /// <param name="lengthBytes">Another one.</param>
    /// <exception cref="LinuxException">There are not enough pages left, or the file cannot be mapped.</exception>
    public FileView(SafeFileHandle file, long offset, long lengthBytes)
    {
        this.lengthBytes = (nuint)lengthBytes;
        start = (byte*)mmap(null, this.lengthBytes, PROT_READ_WRITE, MAP_SHARED, file, offset);
        if (start == (byte*)-1)
            throw new LinuxException("mmap", Marshal.GetLastPInvokeError(), $"{lengthBytes} bytes of a file");
    }

    public Span<byte> Slice(long offset, int sliceBytes)
    {
        ObjectDisposedException.ThrowIf(start is null, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((nuint)(offset + sliceBytes), lengthBytes);
        return new Span<byte>(start + offset, sliceBytes);
    }

    public void Dispose()
    {
        if (start is not null)
            _ = munmap(start, lengthBytes);
        start = null;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial void* mmap(void* address, nuint lengthBytes, int protection, int flags, SafeFileHandle file, long offset);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int munmap(void* address, nuint lengthBytes);
}
