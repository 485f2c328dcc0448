namespace Entracte.ProcessHook.Capture;

/// <summary>A process that was suspended for a cut.</summary>
/// <param name="HostPid">As we see it.</param>
/// <param name="Pid">As it sees itself.</param>
/// <param name="ParentPid">Its parent's pid as the computation sees it; 0 when the parent is no member.</param>
/// <param name="ThreadCount">Threads that live.</param>
/// <param name="Command">Its command line, arguments separated by blanks.</param>
/// <param name="MemoryBytes">Resident memory, as the kernel counts it.</param>
public sealed record MemberProcess(int HostPid, int Pid, int ParentPid, int ThreadCount, string Command, long MemoryBytes);
