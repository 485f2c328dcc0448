using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>A file that still has its name; its content is not in the image.</summary>
[MessagePackObject]
public sealed record RegularFileRecord : OpenFileRecord
{
    [Key(10)]
    public string Path { get; init; } = "";

    [Key(11)]
    public long OffsetBytes { get; init; }

    /// <summary>At the checkpoint.</summary>
    [Key(12)]
    public long LengthBytes { get; init; }

    [Key(13)]
    public long ModifiedUnixNanoseconds { get; init; }

    [Key(14)]
    public ulong Device { get; init; }

    [Key(15)]
    public ulong Inode { get; init; }

    /// <summary>True below /proc and /sys, where sizes and times mean nothing and the content is made when it is read.</summary>
    [Key(16)]
    public bool IsMadeByKernel { get; init; }
}
