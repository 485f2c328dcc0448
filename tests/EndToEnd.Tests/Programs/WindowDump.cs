using System.Buffers.Binary;

namespace Entracte.EndToEnd.Tests.Programs;

/// <summary>A screenshot as xwd(1) writes it (X11/XWDFile.h): a header of big-endian words, a name, a colour table, then rows of pixels.</summary>
public sealed class WindowDump
{
    private const int ColorBytes = 12;
    private readonly byte[] bytes;
    private readonly int firstPixel;
    private readonly int rowBytes;
    private readonly int pixelBytes;

    public WindowDump(byte[] bytes)
    {
        this.bytes = bytes;
        (Width, Height) = (Word(4), Word(5));
        (pixelBytes, rowBytes) = (Word(11) / 8, Word(12));
        firstPixel = Word(0) + Word(19) * ColorBytes;
        if (bytes.Length < firstPixel + rowBytes * Height || Width == 0)
            throw new InvalidDataException($"this is no whole screenshot: {bytes.Length} bytes for {Width} × {Height} pixels");
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>How many pixels of the region differ.</summary>
    public int Differences(WindowDump other, Func<int, int, bool> isOfInterest)
    {
        var count = 0;
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                if (isOfInterest(x, y) && !Pixel(x, y).SequenceEqual(other.Pixel(x, y)))
                    count++;
            }
        }
        return count;
    }

    private int Word(int index) => BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(index * sizeof(int)));

    private ReadOnlySpan<byte> Pixel(int x, int y) => bytes.AsSpan(firstPixel + y * rowBytes + x * pixelBytes, pixelBytes);
}
