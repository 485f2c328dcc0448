using MessagePack;

namespace Entracte.Coordinator.Copies;

/// <summary>The image is in its place, whole and on the disk.</summary>
[MessagePackObject]
public sealed record ImageHeld : ICopyMessage
{
    [Key(0)] public string CopyId { get; init; } = "";
    [Key(1)] public string Node { get; init; } = "";

    /// <summary>Of the generation.</summary>
    [Key(2)] public string Directory { get; init; } = "";
}
