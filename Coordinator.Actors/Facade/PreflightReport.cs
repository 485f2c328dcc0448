using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>What a checkpoint of a process would meet.</summary>
[MessagePackObject]
public sealed record PreflightReport : IEntracteMessage
{
    [Key(0)] public int Pid { get; init; }
    [Key(1)] public ProcessSummary[] Processes { get; init; } = [];

    /// <summary>Empty: a checkpoint would be granted.</summary>
    [Key(2)] public ObstacleNote[] Obstacles { get; init; } = [];

    /// <summary>How long the processes stood still for this.</summary>
    [Key(3)] public double PauseMilliseconds { get; init; }
}
