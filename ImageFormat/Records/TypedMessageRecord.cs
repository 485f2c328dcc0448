using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>One message of a System V message queue (msgop(2)).</summary>
[MessagePackObject]
public sealed record TypedMessageRecord
{
    [Key(0)]
    public long Type { get; init; }

    [Key(1)]
    public byte[] Bytes { get; init; } = [];
}
