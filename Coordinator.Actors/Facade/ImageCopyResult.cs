using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>An image that was copied: verified, in its place and on the disk.</summary>
[MessagePackObject]
public sealed record ImageCopyResult : IEntracteMessage
{
    [Key(0)] public string Name { get; init; } = "";
    [Key(1)] public int Generation { get; init; }

    /// <summary>Where it is now.</summary>
    [Key(2)] public string Node { get; init; } = "";

    /// <summary>Of the generation.</summary>
    [Key(3)] public string Directory { get; init; } = "";

    /// <summary>Of all parts that the source has.</summary>
    [Key(4)] public long SizeBytes { get; init; }

    /// <summary>What had to be sent of them: nothing where the nodes share the directory, less where an earlier copy had broken off.</summary>
    [Key(5)] public long SentBytes { get; init; }
}
