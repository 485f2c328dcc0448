using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>A file without a name that would find it again: a memfd, an unlinked file, one made with O_TMPFILE. The file itself is a <see cref="SharedMemoryRecord"/>.</summary>
[MessagePackObject]
public sealed record UnnamedFileRecord : OpenFileRecord
{
    /// <summary>The <see cref="SharedMemoryRecord.Id"/>.</summary>
    [Key(10)]
    public ulong FileId { get; init; }

    [Key(11)]
    public long OffsetBytes { get; init; }
}
