using MessagePack;

namespace Entracte.Coordinator.Copies;

/// <summary>What was sent ahead will never be an image: it can be thrown away.</summary>
[MessagePackObject]
public sealed record CopyAbandoned : ICopyMessage
{
    [Key(0)] public string CopyId { get; init; } = "";
    [Key(1)] public int Offer { get; init; }
}
