using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>A POSIX message queue (mq_overview(7)) that descriptors of the computation lead to.</summary>
[MessagePackObject]
public sealed record PosixQueueRecord
{
    /// <summary>Unique in the image, as <see cref="OpenFileRecord.OpenFileId"/>.</summary>
    [Key(0)]
    public ulong QueueId { get; init; }

    /// <summary>Begins with a slash.</summary>
    [Key(1)]
    public string Name { get; init; } = "";

    /// <summary>mq_unlink(3) has been called: the queue goes with its last descriptor.</summary>
    [Key(2)]
    public bool IsUnlinked { get; init; }

    /// <summary>Permission bits.</summary>
    [Key(3)]
    public int Mode { get; init; }

    /// <summary>mq_getattr(3), <c>mq_maxmsg</c>.</summary>
    [Key(4)]
    public long MessagesAtMost { get; init; }

    /// <summary>mq_getattr(3), <c>mq_msgsize</c>.</summary>
    [Key(5)]
    public long MessageBytesAtMost { get; init; }

    /// <summary>In the order in which they would be received.</summary>
    [Key(6)]
    public PrioritizedMessageRecord[] Messages { get; init; } = [];
}
