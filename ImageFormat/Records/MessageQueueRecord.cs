using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>A System V message queue (msgget(2)).</summary>
[MessagePackObject]
public sealed record MessageQueueRecord
{
    [Key(0)]
    public int Id { get; init; }

    /// <summary>0 is IPC_PRIVATE.</summary>
    [Key(1)]
    public int QueueKey { get; init; }

    /// <summary>Permission bits.</summary>
    [Key(2)]
    public int Mode { get; init; }

    [Key(3)]
    public uint OwnerUser { get; init; }

    [Key(4)]
    public uint OwnerGroup { get; init; }

    /// <summary>msgctl(2), <c>msg_qbytes</c>.</summary>
    [Key(5)]
    public long BytesAtMost { get; init; }

    /// <summary>The member that sent the last message; 0 for nobody, or somebody who is no member.</summary>
    [Key(6)]
    public int LastSenderPid { get; init; }

    /// <summary>Oldest first.</summary>
    [Key(7)]
    public TypedMessageRecord[] Messages { get; init; } = [];
}
