namespace Entracte.ImageFormat;

/// <summary>Numbers of FORMAT.md. A reader refuses what lies beyond them before it allocates anything for it.</summary>
public static class FormatLimits
{
    public const uint FormatVersion = 1;

    /// <summary>Length of the header, and the alignment of everything behind it.</summary>
    public const int PageBytes = 4096;

    /// <summary>Writers cut extents to this length, so that several cores can check and compress them.</summary>
    public const int ExtentBytesWritten = 16 << 20;

    public const int ExtentBytesMax = 64 << 20;

    public const int RecordBytesMax = 256 << 20;

    /// <summary>The first address that no process on any supported machine can have.</summary>
    public const ulong AddressEnd = 1UL << 56;

    public const long FileBytesMax = 1L << 56;

    internal static long PageAligned(long bytes) => (bytes + PageBytes - 1) / PageBytes * PageBytes;
}
