using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>What waits to be read from a pipe or a socket, in order.</summary>
[MessagePackObject]
public sealed record QueueRecord
{
    /// <summary>The id of a <see cref="PipeRecord"/>, or of the socket's <see cref="OpenFileRecord"/>.</summary>
    [Key(0)]
    public ulong OwnerId { get; init; }

    [Key(1)]
    public QueuePortionRecord[] Portions { get; init; } = [];
}
