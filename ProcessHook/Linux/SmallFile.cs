using System.Buffers;
using System.Runtime.InteropServices;

namespace Entracte.ProcessHook.Linux;

/// <summary>open(2), read(2), close(2) for the small files of /proc, many of which are read while a program stands still.</summary>
internal static unsafe partial class SmallFile
{
    private const int O_CLOEXEC = 0x80000;

    /// <returns>The number of bytes read, at most what fits; or the negative errno. A buffer that is full may have been too small.</returns>
    public static int TryRead(string path, Span<byte> bytes)
    {
        var file = open(path, O_CLOEXEC);
        if (file < 0)
            return -Marshal.GetLastPInvokeError();
        var total = 0;
        fixed (byte* first = bytes)
        {
            nint length;
            while ((length = read(file, first + total, (nuint)(bytes.Length - total))) > 0)
                total += (int)length;
            total = length < 0 ? -Marshal.GetLastPInvokeError() : total;
        }
        _ = close(file);
        return total;
    }

    /// <summary>The whole content; empty where it cannot be read.</summary>
    public static byte[] ReadAll(string path) => TryReadAll(path, static bytes => bytes.ToArray(), out var content) == 0 ? content! : [];

    /// <summary>Reads the whole content and has it parsed where it lies: memory that is only allocated to be forgotten costs more than the reading.</summary>
    /// <returns>0, or the errno.</returns>
    public static int TryReadAll<T>(string path, SmallFileParser<T> parse, out T? content)
    {
        for (var size = 1 << 16; ; size *= 4)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(size);
            try
            {
                var length = TryRead(path, buffer);
                if (length == buffer.Length)
                    continue;
                content = length >= 0 ? parse(buffer.AsSpan(0, length)) : default;
                return Math.Max(0, -length);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(int file, byte* bytes, nuint count);

    [LibraryImport("libc")]
    private static partial int close(int file);
}
