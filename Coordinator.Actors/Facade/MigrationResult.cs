using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>A computation that goes on elsewhere.</summary>
[MessagePackObject]
public sealed record MigrationResult : IEntracteMessage
{
    [Key(0)] public string ComputationId { get; init; } = "";
    [Key(1)] public string Name { get; init; } = "";

    /// <summary>The image that carried it; every node that it is on now has its part.</summary>
    [Key(2)] public int Generation { get; init; }

    /// <summary>Where it was, and where it is.</summary>
    [Key(3)] public string[] From { get; init; } = [];

    /// <inheritdoc cref="From"/>
    [Key(4)] public string[] To { get; init; } = [];

    /// <summary>As they run now.</summary>
    [Key(5)] public ProcessSummary[] Processes { get; init; } = [];

    /// <summary>Bytes that went over the links; 0 where the nodes share the images' directory.</summary>
    [Key(6)] public long CarriedBytes { get; init; }

    /// <summary>From when it was ordered to stand still until all ran again.</summary>
    [Key(7)] public double PauseMilliseconds { get; init; }

    /// <summary>In the order in which they happened, with the barrier that ended each.</summary>
    [Key(8)] public PhaseTime[] Phases { get; init; } = [];
    [Key(9)] public string[] Warnings { get; init; } = [];

    /// <summary>Of the processes, as <see cref="ComputationStatus.Life"/>.</summary>
    [Key(10)] public long Life { get; init; }
}
