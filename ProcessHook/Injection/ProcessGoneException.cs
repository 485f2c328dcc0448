namespace Entracte.ProcessHook.Injection;

/// <summary>The process ended, or its server went away, while we were speaking with it.</summary>
public sealed class ProcessGoneException(int pid, string during) : Exception($"process {pid} went away during {during}")
{
    public int Pid { get; } = pid;
}
