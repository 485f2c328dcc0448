using MessagePack;

namespace Entracte.Coordinator;

/// <summary>How far the writing is; told a few times a second while it lasts.</summary>
[MessagePackObject]
public sealed record BytesWritten : EntracteEvent
{
    [Key(4)] public long Bytes { get; init; }

    /// <summary>An estimate from the memory of the members: zero and unchanged pages are not written.</summary>
    [Key(5)] public long ExpectedBytes { get; init; }
}
