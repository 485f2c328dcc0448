using Entracte.Coordinator.Nodes;
using MessagePack;

namespace Entracte.Coordinator.Crossings;

/// <summary>
/// A computation is to come from another cluster. It is said again and again with the wish of the moment and answered with <see cref="CrossingTold"/> each time; whoever does
/// not hear it any more before he was told to let it run takes down what he has built.
/// </summary>
[MessagePackObject]
public sealed record CrossingOrder : ICrossingMessage
{
    [Key(0)] public string CrossingId { get; init; } = "";
    [Key(1)] public CrossingWish Wish { get; init; }

    /// <summary>As it was registered where it comes from, without roots and nodes.</summary>
    [Key(2)] public Registration Registration { get; init; } = new();
    [Key(3)] public int Generation { get; init; }

    /// <summary>Where its image lies now, on all nodes that it goes to.</summary>
    [Key(4)] public string ImagesDirectory { get; init; } = "";
    [Key(5)] public CrossingPlace[] Places { get; init; } = [];
    [Key(6)] public bool TrustFiles { get; init; }
}
