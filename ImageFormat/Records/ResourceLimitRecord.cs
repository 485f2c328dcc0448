using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>One limit of getrlimit(2); all ones mean unlimited.</summary>
[MessagePackObject]
public sealed record ResourceLimitRecord
{
    [Key(0)]
    public ulong Soft { get; init; }

    [Key(1)]
    public ulong Hard { get; init; }
}
