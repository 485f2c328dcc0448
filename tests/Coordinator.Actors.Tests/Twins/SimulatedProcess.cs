namespace Entracte.Coordinator.Actors.Tests.Twins;

/// <summary>A process that exists only in memory.</summary>
internal sealed class SimulatedProcess(int hostPid, int pid)
{
    public int HostPid => hostPid;

    public int Pid => pid;

    public ulong StartTimeTicks => (ulong)HostPid;

    public bool IsAlive { get; set; } = true;

    public bool IsSuspended { get; set; }

    /// <summary>How often it was suspended and let run again.</summary>
    public int Suspensions { get; set; }

    public required int RootHostPid { get; init; }
}
