using System.Runtime.InteropServices;

namespace Entracte.ImageFormat.Compression;

/// <summary>zstd through the system's libzstd (zstd.h; RFC 8878). It is only needed where someone asks for compression or meets it.</summary>
public static unsafe partial class Zstandard
{
    private const string Library = "libzstd.so.1";

    public static bool IsAvailable { get; } = NativeLibrary.TryLoad(Library, out _);

    /// <summary>Length in the worst case.</summary>
    public static int CompressedBytesMax(int length) => checked((int)ZSTD_compressBound((nuint)length));

    /// <returns>The number of bytes written to <paramref name="destination"/>.</returns>
    /// <exception cref="NotSupportedException">The machine has no libzstd.</exception>
    public static int Compress(ReadOnlySpan<byte> source, Span<byte> destination, int level)
    {
        RequireLibrary();
        fixed (byte* from = source, to = destination)
            return Checked(ZSTD_compress(to, (nuint)destination.Length, from, (nuint)source.Length, level));
    }

    /// <returns>The number of bytes written to <paramref name="destination"/>, which is never written beyond its end.</returns>
    /// <exception cref="NotSupportedException">The machine has no libzstd.</exception>
    /// <exception cref="InvalidDataException">The source is no zstd frame, or a longer one.</exception>
    public static int Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        RequireLibrary();
        fixed (byte* from = source, to = destination)
            return Checked(ZSTD_decompress(to, (nuint)destination.Length, from, (nuint)source.Length));
    }

    private static void RequireLibrary()
    {
        if (!IsAvailable)
            throw new NotSupportedException($"Compression needs zstd's library, {Library}, which this machine does not have; install it (Debian: libzstd1), or leave compression off.");
    }

    private static int Checked(nuint result)
        => ZSTD_isError(result) == 0 ? (int)result : throw new InvalidDataException($"zstd: {Marshal.PtrToStringUTF8((nint)ZSTD_getErrorName(result))}");

    [LibraryImport(Library)]
    private static partial nuint ZSTD_compressBound(nuint sourceSize);

    [LibraryImport(Library)]
    private static partial nuint ZSTD_compress(byte* destination, nuint destinationCapacity, byte* source, nuint sourceSize, int level);

    [LibraryImport(Library)]
    private static partial nuint ZSTD_decompress(byte* destination, nuint destinationCapacity, byte* source, nuint compressedSize);

    [LibraryImport(Library)]
    private static partial uint ZSTD_isError(nuint code);

    [LibraryImport(Library)]
    private static partial byte* ZSTD_getErrorName(nuint code);
}
