namespace Entracte.ProcessHook.Injection;

/// <summary>A thread is just returning home from the visit of a tracer that has died. A moment later it can be visited again.</summary>
public sealed class HookLeavingException(int pid) : Exception($"process {pid} is returning from an earlier checkpoint attempt that was broken off; try again")
{
    public int Pid { get; } = pid;
}
