using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>The images of one computation, oldest first.</summary>
[MessagePackObject]
public sealed record ImageList : IEntracteMessage
{
    [Key(0)] public string Name { get; init; } = "";

    /// <summary>The directory that holds all generations, absolute.</summary>
    [Key(1)] public string Directory { get; init; } = "";
    [Key(2)] public ImageSummary[] Images { get; init; } = [];
}
