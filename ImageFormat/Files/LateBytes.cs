namespace Entracte.ImageFormat.Files;

/// <summary>Bytes that have their place in a file and are in memory still. They get there, and are summed up on the way, when the file is completed.</summary>
/// <param name="FileOffset">Where an extent begins (bytes).</param>
/// <param name="LengthBytes">As far as another one ends.</param>
/// <param name="Read">As many of them as are wanted from an offset of the file on (bytes), valid until it is complete. May be called from several threads.</param>
public sealed record LateBytes(long FileOffset, long LengthBytes, Func<long, int, ReadOnlySpan<byte>> Read)
{
    internal bool Holds(long fileOffset) => fileOffset >= FileOffset && fileOffset < FileOffset + LengthBytes;
}
