using Entracte.Coordinator.Attempts;

namespace Entracte.Coordinator.Actors.Tests.Simulation;

/// <summary>A process of the simulated computation, in one of its lives.</summary>
/// <param name="pid">Its name for ever.</param>
/// <param name="hostPid">Its name in this life.</param>
internal sealed class Member(int pid, int hostPid, SeededHost host)
{
    public int Pid => pid;

    public int HostPid => hostPid;

    public SeededHost Host => host;

    public bool IsAlive { get; set; } = true;

    /// <summary>By which attempt, or null while it runs.</summary>
    public AttemptKey? SuspendedBy { get; set; }

    public bool Runs => IsAlive && SuspendedBy is null;
}
