using MessagePack;

namespace Entracte.Coordinator.Copies;

/// <summary>All has been sent: verify it and put it into its place.</summary>
[MessagePackObject]
public sealed record ImageSent : ICopyMessage
{
    [Key(0)] public string CopyId { get; init; } = "";
    [Key(1)] public int Offer { get; init; }
}
