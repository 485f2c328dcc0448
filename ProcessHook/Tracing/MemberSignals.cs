using System.Diagnostics;
using Entracte.ProcessHook.Restore;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Tracing;

/// <summary>
/// Signals for all processes of a computation, also those that are begotten meanwhile. Husks have its mark long before anything of it runs in them; they belong to the restart that builds them,
/// which a stopped one would hold up, and it ends them.
/// </summary>
public static class MemberSignals
{
    /// <summary>Who forks without end is reached in the end as well: what is stopped or killed begets nobody.</summary>
    private const int PassesMax = 1000;

    /// <summary>A child in vfork(2) gets to its execve(2) before it is stopped: its parent would not stop before, either. It takes less than a millisecond, if it means to.</summary>
    private static readonly TimeSpan VforkTime = TimeSpan.FromMilliseconds(200);

    /// <summary>Sends a signal to all, until a look finds nobody who has not had it.</summary>
    /// <param name="roots">Host pids.</param>
    /// <param name="mark">An environment entry such as <c>ENTRACTE_COMPUTATION=id</c>, or null.</param>
    /// <param name="signal">SIGSTOP, SIGCONT or SIGKILL.</param>
    /// <returns>How many have had it.</returns>
    public static int Send(IReadOnlyList<int> roots, string? mark, Signum signal) => Send(roots, mark, signal, VforkTime);

    internal static int Send(IReadOnlyList<int> roots, string? mark, Signum signal, TimeSpan vforkTime)
    {
        var told = new HashSet<int>();
        var fronts = Fronts.Of(roots);
        var clock = Stopwatch.StartNew();
        for (var pass = 0; pass < PassesMax; pass++)
        {
            var newcomers = Suspender.MembersOf(roots, mark).Where(pid => !told.Contains(pid) && !HuskServer.IsHusk(pid)).ToArray();
            var late = signal == Signum.SIGSTOP && clock.Elapsed < vforkTime ? newcomers.Where(IsInVfork).ToHashSet() : [];
            foreach (var pid in newcomers.Where(pid => !late.Contains(pid)))
            {
                told.Add(pid);
                Syscall.kill(pid, signal);
            }

            if (newcomers.Length == 0)
                break;
            if (late.Count == newcomers.Length)
                Thread.Sleep(1);
        }

        if (signal != Signum.SIGSTOP)
            fronts.GoOn();
        return told.Count;
    }

    private static bool IsInVfork(int pid) => TaskList.ParentOf(pid) is > 1 and var parent && TaskList.StateOf(parent) == 'D';
}
