using Entracte.ProcessHook.Tracing;

namespace Entracte.ProcessHook.Proc;

/// <summary>
/// A process lives as long as any of its threads. When the main thread has ended before the others (pthread_exit(3)), /proc/PID shows a zombie without memory, descriptors and
/// places; /proc/TID, which no listing shows, has all that for each thread that lives (fs/proc/base.c, proc_pid_lookup).
/// </summary>
public static class LivingThread
{
    /// <summary>The main thread's tid, which is the pid, as a rule; null where all have ended.</summary>
    public static int? Find(int hostPid)
    {
        if (!TaskList.HasEnded(hostPid, hostPid))
            return hostPid;
        foreach (var tid in TaskList.Of(hostPid))
        {
            if (!TaskList.HasEnded(hostPid, tid))
                return tid;
        }
        return null;
    }
}
