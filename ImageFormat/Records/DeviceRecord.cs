using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>A device without a state of its own that a program could notice, such as /dev/null, or anything at all that was opened by O_PATH.</summary>
[MessagePackObject]
public sealed record DeviceRecord : OpenFileRecord
{
    [Key(10)]
    public string Path { get; init; } = "";

    /// <summary>Major and minor number as stat(2) gives them in st_rdev; 0 where it is no device.</summary>
    [Key(11)]
    public ulong Device { get; init; }

    [Key(12)]
    public long Position { get; init; }
}
