using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Migrations;

/// <summary>To the node that has parts of an image, in the name of the one that needs them: announce it there. Said again until it has been carried.</summary>
[MessagePackObject]
public sealed record OfferImage : IEntracteMessage
{
    [Key(0)] public string TransferId { get; init; } = "";
    [Key(1)] public string ImagesDirectory { get; init; } = "";
    [Key(2)] public string Name { get; init; } = "";
    [Key(3)] public int Generation { get; init; }
}
