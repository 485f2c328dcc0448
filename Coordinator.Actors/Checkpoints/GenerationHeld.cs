using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Checkpoints;

/// <summary>An image of several nodes of which one has something.</summary>
[MessagePackObject]
public sealed record GenerationHeld : IEntracteMessage
{
    [Key(0)] public int Generation { get; init; }

    /// <summary>The nodes of the image whose parts are not there.</summary>
    [Key(1)] public string[] Missing { get; init; } = [];

    /// <summary>Those that lack a part which none has who was asked: a commit that some have not come to, or of nodes that it has left. Pure.</summary>
    internal static int[] HalfAmong(IEnumerable<GenerationHeld> held)
        => [.. held.GroupBy(image => image.Generation).Where(told => told.Select(image => image.Missing.AsEnumerable()).Aggregate(Enumerable.Intersect).Any()).Select(told => told.Key).Order()];
}
