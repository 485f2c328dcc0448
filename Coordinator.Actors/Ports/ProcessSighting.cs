namespace Entracte.Coordinator.Ports;

/// <summary>A process that was alive when it was looked at. Pid and start time together name it for as long as the machine is up.</summary>
/// <param name="Pid">Its own idea of its pid.</param>
/// <param name="StartTimeTicks">Field 22 of proc_pid_stat(5), by the machine's own clock, whatever time namespace the reader is in.</param>
/// <param name="Command">Its command line, arguments separated by blanks.</param>
public sealed record ProcessSighting(int HostPid, int Pid, int ParentPid, ulong StartTimeTicks, string Command, int ThreadCount, long MemoryBytes)
{
    /// <summary>The user whose it is, where the node agent may not touch it for that; else null.</summary>
    public uint? ForeignUser { get; init; }

    /// <summary>Signals that wait for the process as a whole; signal n is bit n-1.</summary>
    public ulong PendingSignals { get; init; }

    public bool IsPending(int signal) => (PendingSignals >> (signal - 1) & 1) != 0;
}
