using MessagePack;

namespace Entracte.Coordinator.Crossings;

/// <summary>The answer to <see cref="CrossingOrder"/>, and said once more when something changes.</summary>
[MessagePackObject]
public sealed record CrossingTold : ICrossingMessage
{
    [Key(0)] public string CrossingId { get; init; } = "";
    [Key(1)] public CrossingState State { get; init; }

    /// <summary>When it is over and runs.</summary>
    [Key(2)] public RestartResult? Result { get; init; }

    /// <summary>When it is over and does not run: nothing is left of it. When it is not known: why.</summary>
    [Key(3)] public Failure? Failure { get; init; }
}
