using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>The state of an image in its store.</summary>
[MessagePackObject]
public sealed record VerifyReport : IEntracteMessage
{
    [Key(0)] public string Directory { get; init; } = "";

    /// <summary>Each damage as a sentence with file and offset; empty: whole.</summary>
    [Key(1)] public string[] Damages { get; init; } = [];
    [Key(2)] public int FileCount { get; init; }
    [Key(3)] public long SizeBytes { get; init; }
}
