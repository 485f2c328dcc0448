using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>mq_open(3): a descriptor of a <see cref="PosixQueueRecord"/>.</summary>
[MessagePackObject]
public sealed record PosixQueueDescriptorRecord : OpenFileRecord
{
    [Key(10)]
    public ulong QueueId { get; init; }
}
