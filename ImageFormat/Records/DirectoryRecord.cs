using MessagePack;

namespace Entracte.ImageFormat.Records;

[MessagePackObject]
public sealed record DirectoryRecord : OpenFileRecord
{
    [Key(10)]
    public string Path { get; init; } = "";

    /// <summary>Where reading goes on: the file system's own cookie (getdents(2), d_off).</summary>
    [Key(11)]
    public long Position { get; init; }
}
