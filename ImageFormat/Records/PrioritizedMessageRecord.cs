using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>One message of a POSIX message queue (mq_send(3)).</summary>
[MessagePackObject]
public sealed record PrioritizedMessageRecord
{
    [Key(0)]
    public uint Priority { get; init; }

    [Key(1)]
    public byte[] Bytes { get; init; } = [];
}
