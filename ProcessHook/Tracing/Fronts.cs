using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;
using Entracte.ProcessHook.Restore;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Tracing;

/// <summary>
/// What stands for a root where somebody waits for it: the front of a launch that is told of crashes, the husk of a restart, and its keeper. Front and husk stop where the root stops, so that
/// a shell sees a stopped job (native/front.c, native/husk.c); of a root that goes on, or is killed, without that shell, they would not hear any more.
/// </summary>
internal sealed class Fronts
{
    private readonly List<int> hostPids = [];

    private Fronts(IEnumerable<int> roots)
    {
        foreach (var root in roots)
            for (var pid = ParentOf(root); pid > 1 && IsOne(Find(pid)) && !hostPids.Contains(pid); pid = ParentOf(pid))
                hostPids.Add(pid);
    }

    /// <summary>To be looked for before the roots are killed: the dead have no parents.</summary>
    public static Fronts Of(IEnumerable<int> roots) => new(roots);

    /// <summary>Has those go on that have stopped.</summary>
    public void GoOn()
    {
        foreach (var pid in hostPids.Where(IsStopped))
            _ = Syscall.kill(pid, Signum.SIGCONT);
    }

    private static bool IsOne(ProcessStat? process) => process?.Name is HuskProgram.KeeperName or HuskProgram.FileName or FrontProgram.FileName;

    private static bool IsStopped(int pid) => Find(pid) is { State: 'T' } process && IsOne(process);

    private static int ParentOf(int pid) => Find(pid)?.ParentHostPid ?? 0;

    /// <summary>Null: it has ended.</summary>
    private static ProcessStat? Find(int pid)
    {
        try
        {
            return ProcessStat.Of(pid);
        }
        catch (LinuxException)
        {
            return null;
        }
    }
}
