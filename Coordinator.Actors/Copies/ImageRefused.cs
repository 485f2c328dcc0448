using MessagePack;

namespace Entracte.Coordinator.Copies;

/// <summary>The receiver cannot take it; another offer would not help.</summary>
[MessagePackObject]
public sealed record ImageRefused : ICopyMessage
{
    [Key(0)] public string CopyId { get; init; } = "";
    [Key(1)] public Failure Failure { get; init; } = new();
    [Key(2)] public int Offer { get; init; }
}
