namespace Entracte.Coordinator.Actors.Tests.Simulation;

/// <summary>What a cut has kept of one member, by the index of the pipe.</summary>
internal sealed class MemberImage(int pid)
{
    public int Pid => pid;

    public Dictionary<int, int> Sent { get; } = [];

    public Dictionary<int, int> Received { get; } = [];

    /// <summary>What waited for this member to read it; kept when all were drained.</summary>
    public Dictionary<int, int[]> InFlight { get; } = [];
}
