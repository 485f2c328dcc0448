using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>An advisory lock that was held.</summary>
[MessagePackObject]
public sealed record FileLockRecord
{
    [Key(0)]
    public FileLockKind Kind { get; init; }

    /// <summary>True for an exclusive (write) lock, false for a shared (read) one.</summary>
    [Key(1)]
    public bool IsExclusive { get; init; }

    [Key(2)]
    public long StartBytes { get; init; }

    /// <summary>0 for as far as the file may ever reach.</summary>
    [Key(3)]
    public long LengthBytes { get; init; }
}
