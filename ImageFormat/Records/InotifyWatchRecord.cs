using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>One watch of an inotify instance.</summary>
[MessagePackObject]
public sealed record InotifyWatchRecord
{
    /// <summary>The watch descriptor by which the program knows it.</summary>
    [Key(0)]
    public int Watch { get; init; }

    [Key(1)]
    public string Path { get; init; } = "";

    [Key(2)]
    public uint Mask { get; init; }
}
