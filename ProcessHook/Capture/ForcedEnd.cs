using System.Diagnostics;
using Entracte.ProcessHook.Proc;
using Entracte.ProcessHook.Restore;
using Entracte.ProcessHook.Tracing;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Capture;

/// <summary>The end of members that cannot be suspended: SIGKILL, again and again, until nobody lives.</summary>
internal static class ForcedEnd
{
    private static readonly TimeSpan DyingTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(10);

    /// <param name="roots">Host pids.</param>
    /// <param name="mark">As <see cref="CutOptions.Mark"/>.</param>
    /// <exception cref="ObstaclesException">Names who lives on.</exception>
    public static void Of(IReadOnlyList<int> roots, string? mark)
    {
        int[] living = [];
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < DyingTime; Thread.Sleep(BetweenLooks))
        {
            MemberSignals.Send(roots, mark, Signum.SIGKILL);
            living = [.. Suspender.MembersOf(roots, mark).Where(pid => LivingThread.Find(pid) is not null && !HuskServer.IsHusk(pid))];
            if (living.Length == 0)
                return;
        }

        throw new ObstaclesException("the computation cannot be ended", [.. living.Order().Select(pid => new Obstacle(
            pid, null, "did not end of SIGKILL: it belongs to another user, or waits inside the kernel for a device.", $"Look at /proc/{pid}/status and /proc/{pid}/wchan."))]);
    }
}
