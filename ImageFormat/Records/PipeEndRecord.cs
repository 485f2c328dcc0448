using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>A description of a pipe; reading, writing or both, as its access mode says.</summary>
[MessagePackObject]
public sealed record PipeEndRecord : OpenFileRecord
{
    [Key(10)]
    public ulong PipeId { get; init; }
}
