using MessagePack;

namespace Entracte.Coordinator.Copies;

/// <summary>Some bytes of a file, behind those before.</summary>
[MessagePackObject]
public sealed record ImageChunk : ICopyMessage
{
    [Key(0)] public string CopyId { get; init; } = "";
    [Key(1)] public int Offer { get; init; }
    [Key(2)] public string File { get; init; } = "";
    [Key(3)] public long Offset { get; init; }
    [Key(4)] public byte[] Bytes { get; init; } = [];
}
