using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ImageFormat.Files;

/// <summary>
/// Bytes of a file in native memory, some at a time. Copied rather than mapped: a mapping of a file that someone shortens meanwhile would end the
/// process with SIGBUS (mmap(2)), and out of the page cache into the processor's own cache a copy is no slower.
/// </summary>
internal sealed unsafe class FileWindow(SafeFileHandle file, string name) : IDisposable
{
    public const int Bytes = 256 << 10;

    private readonly void* memory = NativeMemory.AlignedAlloc(Bytes, FormatLimits.PageBytes);
    private long start;
    private int length;

    /// <summary>Up to <see cref="Bytes"/> bytes, valid until the next call.</summary>
    public ReadOnlySpan<byte> Read(long offset, int count, long endOfInterest)
    {
        if (offset < start || offset + count > start + length)
        {
            start = offset;
            length = ReadFully(file, name, offset, new Span<byte>(memory, (int)Math.Min(Bytes, endOfInterest - offset)));
        }
        return new ReadOnlySpan<byte>((byte*)memory + (offset - start), count);
    }

    public static int ReadFully(SafeFileHandle file, string name, long offset, Span<byte> destination)
    {
        var done = 0;
        while (done < destination.Length)
        {
            var count = RandomAccess.Read(file, destination[done..], offset + done);
            if (count == 0)
                throw new ImageFormatException(name, offset + done, $"the file ends {destination.Length - done} bytes too early.");
            done += count;
        }
        return done;
    }

    public void Dispose() => NativeMemory.AlignedFree(memory);
}
