using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>eventfd(2).</summary>
[MessagePackObject]
public sealed record EventCounterRecord : OpenFileRecord
{
    [Key(10)]
    public ulong Count { get; init; }

    [Key(11)]
    public bool IsSemaphore { get; init; }
}
