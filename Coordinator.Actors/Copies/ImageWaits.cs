using MessagePack;

namespace Entracte.Coordinator.Copies;

/// <summary>All of it is here and right, and gets its place when the checkpoint of that name is over that is being written there.</summary>
[MessagePackObject]
public sealed record ImageWaits : ICopyMessage
{
    [Key(0)] public string CopyId { get; init; } = "";
    [Key(1)] public int Offer { get; init; }
}
