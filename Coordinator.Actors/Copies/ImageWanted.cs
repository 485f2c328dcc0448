using MessagePack;

namespace Entracte.Coordinator.Copies;

/// <summary>The receiver is ready.</summary>
[MessagePackObject]
public sealed record ImageWanted : ICopyMessage
{
    [Key(0)] public string CopyId { get; init; } = "";
    [Key(1)] public int Offer { get; init; }

    /// <summary>How much of each file it has already, in the order of the offer.</summary>
    [Key(2)] public long[] HeldBytes { get; init; } = [];
}
