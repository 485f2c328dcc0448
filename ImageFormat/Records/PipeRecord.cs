using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>A pipe or FIFO between processes of the computation (pipe(7)). Its bytes are in the <see cref="QueueRecord"/> with its id.</summary>
[MessagePackObject]
public sealed record PipeRecord
{
    /// <summary>Unique in the image, from the same numbers as the ids of open files.</summary>
    [Key(0)]
    public ulong PipeId { get; init; }

    /// <summary>The path of a FIFO; empty for a pipe.</summary>
    [Key(1)]
    public string Path { get; init; } = "";

    /// <summary>fcntl(2), F_GETPIPE_SZ.</summary>
    [Key(2)]
    public int CapacityBytes { get; init; }
}
