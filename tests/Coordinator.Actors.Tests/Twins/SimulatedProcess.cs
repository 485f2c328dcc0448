namespace Entracte.Coordinator.Actors.Tests.Twins;

/// <summary>A process that exists only in memory.</summary>
internal sealed class SimulatedProcess(int hostPid, int pid)
{
    public int HostPid => hostPid;

    public int Pid => pid;

    public ulong StartTimeTicks => (ulong)HostPid;

    public bool IsAlive { get; set; } = true;

    public bool IsSuspended { get; set; }

    /// <summary>Stopped by a signal.</summary>
    public bool IsHeld { get; set; }

    /// <summary>How often it was suspended and let run again.</summary>
    public int Suspensions { get; set; }

    /// <summary>Signals that wait; signal n is bit n-1.</summary>
    public ulong PendingSignals { get; set; }

    /// <summary>What it ended with after a cut; 0: it was killed.</summary>
    public int ExitStatus { get; set; }

    public required int RootHostPid { get; init; }
}
