using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Tracing;

/// <summary>Why the kernel does not let us seize a thread, in words.</summary>
internal static class TraceRefusal
{
    private const int EPERM = 1;
    private const string Refused = "the process cannot be stopped";

    public static Exception Of(int hostPid, int tid, int errno)
        => errno == EPERM
            ? new ObstaclesException(Refused, [Explain(hostPid, ReadStatus(hostPid, tid))])
            : new LinuxException("PTRACE_SEIZE", errno, $"thread {tid} of process {hostPid}");

    private static Obstacle Explain(int hostPid, Dictionary<string, string> status)
    {
        if (status.TryGetValue("TracerPid", out var tracer) && tracer != "0")
            return new Obstacle(hostPid, null, $"is being traced by process {tracer}.", "Detach the debugger (gdb, strace) and try again.");
        if (status.TryGetValue("Uid", out var users) && !users.Split('\t').Contains(EffectiveUser()))
            return new Obstacle(hostPid, null, $"belongs to another user (uid {users.Split('\t')[0]}).", "Ask as that user, or as root.");
        return new Obstacle(
            hostPid,
            null,
            "does not allow to be traced: it is setuid, has file capabilities, called prctl(PR_SET_DUMPABLE, 0), or the system forbids it (kernel.yama.ptrace_scope).",
            "Ask as root, start the program without its privileges, or set kernel.yama.ptrace_scope to 0.");
    }

    private static string EffectiveUser() => Mono.Unix.Native.Syscall.geteuid().ToString();

    private static Dictionary<string, string> ReadStatus(int hostPid, int tid)
    {
        try
        {
            return File.ReadLines($"/proc/{hostPid}/task/{tid}/status")
                .Select(line => line.Split(":\t", 2))
                .Where(parts => parts.Length == 2)
                .ToDictionary(parts => parts[0], parts => parts[1].Trim());
        }
        catch (IOException)
        {
            return []; // it ended meanwhile; the general explanation has to do
        }
    }
}
