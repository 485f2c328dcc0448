using MessagePack;

namespace Entracte.Coordinator.Copies;

/// <summary>One chunk has been written; another may come.</summary>
[MessagePackObject]
public sealed record ChunkHeld : ICopyMessage
{
    [Key(0)] public string CopyId { get; init; } = "";
    [Key(1)] public int Offer { get; init; }
}
