namespace Entracte.ProcessHook.Restore;

/// <summary>A process that has come back.</summary>
/// <param name="HostPid">As we see it.</param>
/// <param name="Pid">As it sees itself: its old pid.</param>
/// <param name="ParentPid">Its parent as the computation sees it; 0 when the parent is no member.</param>
/// <param name="ThreadCount">Its threads.</param>
/// <param name="Command">Its command line.</param>
public sealed record RestoredProcess(int HostPid, int Pid, int ParentPid, int ThreadCount, string Command);
