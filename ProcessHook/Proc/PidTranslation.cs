using Entracte.ProcessHook.Tracing;

namespace Entracte.ProcessHook.Proc;

/// <summary>Between pids as we see them and pids as the processes see them: a restored process lives in a pid namespace of its own.</summary>
public static class PidTranslation
{
    /// <summary>The pid of a process in its own namespace.</summary>
    public static int OwnPidOf(int hostPid) => ProcessStatus.Of(hostPid).OwnPid;

    /// <summary>The thread ids of a process: ours and its own.</summary>
    public static IReadOnlyDictionary<int, int> OwnTidsOf(int hostPid, IEnumerable<int> hostTids)
        => hostTids.ToDictionary(tid => tid, tid => TaskList.TidInNamespace(hostPid, tid));
}
