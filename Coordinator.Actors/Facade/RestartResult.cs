using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>A computation that lives again.</summary>
[MessagePackObject]
public sealed record RestartResult : IEntracteMessage
{
    [Key(0)] public string RestartId { get; init; } = "";
    [Key(1)] public string ComputationId { get; init; } = "";
    [Key(2)] public string Name { get; init; } = "";
    [Key(3)] public int Generation { get; init; }
    [Key(4)] public ProcessSummary[] Processes { get; init; } = [];

    /// <summary>In the order in which they happened, with the barrier that ended each.</summary>
    [Key(5)] public PhaseTime[] Phases { get; init; } = [];

    /// <summary>From the husk's arrival until all run.</summary>
    [Key(6)] public double TotalMilliseconds { get; init; }

    /// <summary>What could not be brought back exactly, in sentences; mostly empty.</summary>
    [Key(7)] public string[] Warnings { get; init; } = [];
}
