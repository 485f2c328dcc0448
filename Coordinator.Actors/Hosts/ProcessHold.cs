using Entracte.ProcessHook.Tracing;
using Mono.Unix.Native;

namespace Entracte.Coordinator.Hosts;

/// <summary>Signals for all processes of a computation, also those that are begotten meanwhile.</summary>
internal static class ProcessHold
{
    /// <summary>Who forks without end is stopped in the end as well: what is stopped or killed begets nobody.</summary>
    private const int PassesMax = 1000;

    /// <summary>Sends a signal to all, until a look finds nobody who has not had it.</summary>
    public static void Signal(IReadOnlyList<int> roots, string? mark, Signum signal)
    {
        var told = new HashSet<int>();
        for (var pass = 0; pass < PassesMax; pass++)
        {
            var newcomers = Suspender.MembersOf(roots, mark).Where(pid => told.Add(pid)).ToArray();
            foreach (var pid in newcomers)
                Syscall.kill(pid, signal);
            if (newcomers.Length == 0)
                return;
        }
    }
}
