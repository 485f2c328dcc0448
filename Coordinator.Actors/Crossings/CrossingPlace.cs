using MessagePack;

namespace Entracte.Coordinator.Crossings;

/// <summary>What one node of the other cluster takes.</summary>
[MessagePackObject]
public sealed record CrossingPlace
{
    /// <summary>As it is called there.</summary>
    [Key(0)] public string Node { get; init; } = "";

    /// <summary>Whose processes it restores, as these are called where the image was taken.</summary>
    [Key(1)] public string[] Sources { get; init; } = [];
}
