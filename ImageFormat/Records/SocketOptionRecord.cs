using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>An option of a socket that differs from what a new socket has (setsockopt(2)).</summary>
[MessagePackObject]
public sealed record SocketOptionRecord
{
    [Key(0)]
    public int Level { get; init; }

    [Key(1)]
    public int Name { get; init; }

    /// <summary>As it is to be set; a buffer size is half of what getsockopt(2) tells.</summary>
    [Key(2)]
    public byte[] Value { get; init; } = [];
}
