using MessagePack;

namespace Entracte.Coordinator.Copies;

/// <summary>Begins a copy, or begins it anew where it was broken off: the receiver answers with what it has.</summary>
[MessagePackObject]
public sealed record ImageOffered : ICopyMessage
{
    [Key(0)] public string CopyId { get; init; } = "";

    /// <summary>Counts the offers of one copy: what was said behind an earlier one means nothing any more.</summary>
    [Key(1)] public int Offer { get; init; }
    [Key(2)] public string Name { get; init; } = "";
    [Key(3)] public int Generation { get; init; }

    /// <summary>Where it shall be, on the receiver's machine; empty: where that node keeps its images.</summary>
    [Key(4)] public string ImagesDirectory { get; init; } = "";
    [Key(5)] public OfferedFile[] Files { get; init; } = [];

    /// <summary>The image is still being written: its pages come ahead, and an offer of the whole follows.</summary>
    [Key(6)] public bool IsAhead { get; init; }
}
