using System.Collections.Concurrent;
using System.Diagnostics;
using Entracte.ProcessHook.Injection;

namespace Entracte.ProcessHook.Tracing;

/// <summary>Stops a whole computation: looks for members and freezes them until a pass over /proc finds nobody new.</summary>
public sealed class Suspender(TracerThreads tracers)
{
    /// <summary>A parent in vfork(2) stops only when its child has called execve(2) or ended; whoever takes longer than this has to be let run.</summary>
    private static readonly TimeSpan StopTime = TimeSpan.FromMilliseconds(200);

    /// <summary>A child in vfork(2) was stopped with its parent: it gets more time from attempt to attempt, so that it gets to its execve(2).</summary>
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(5), LongestPause = TimeSpan.FromMilliseconds(500);

    /// <summary>Those who stand still already wait for those who do not: not longer than this at a time.</summary>
    private static readonly TimeSpan AttemptTime = TimeSpan.FromSeconds(1);

    private const string Refused = "the computation cannot be suspended";

    /// <summary>Freezes the roots, all their descendants, and all processes of this user whose environment carries the mark.</summary>
    /// <param name="roots">Host pids.</param>
    /// <param name="mark">An environment entry such as <c>ENTRACTE_COMPUTATION=id</c>, or null.</param>
    /// <param name="timeout">How long to try for a stable cut.</param>
    /// <exception cref="ObstaclesException">Some process cannot be seized, or the cut did not get stable in time; everybody runs on.</exception>
    public IReadOnlyList<FrozenProcess> Freeze(IReadOnlyList<int> roots, string? mark, TimeSpan timeout)
        => Freeze(Search(roots, mark), timeout);

    /// <summary>The first half of it, while everybody runs: looks for members, and takes away what tracers that died have left inside of them.</summary>
    internal MemberSearch Search(IReadOnlyList<int> roots, string? mark)
    {
        var members = new MemberSearch(roots, mark);
        RemoveLeftovers(members);
        return members;
    }

    /// <inheritdoc cref="Freeze(IReadOnlyList{int}, string?, TimeSpan)"/>
    internal IReadOnlyList<FrozenProcess> Freeze(MemberSearch members, TimeSpan timeout) => FreezeMembers(members.Find, timeout);

    /// <summary>All processes whose environment carries the mark, and their descendants; nobody is touched.</summary>
    public static IReadOnlyCollection<int> MembersOf(string? mark) => MembersOf([], mark);

    /// <summary>The roots as well; nobody is touched.</summary>
    public static IReadOnlyCollection<int> MembersOf(IReadOnlyList<int> roots, string? mark) => new MemberSearch(roots, mark).Find([]);

    /// <summary>Takes away what tracers that died have left inside of members, see <see cref="HookLeftovers"/>; they run on.</summary>
    public void RemoveLeftovers(IReadOnlyList<int> roots, string? mark) => Search(roots, mark);

    private void RemoveLeftovers(MemberSearch members)
    {
        foreach (var pid in members.Find([]))
            HookLeftovers.Remove(tracers.Of(pid), pid);
    }

    internal FrozenProcess FreezeOne(int hostPid, TimeSpan timeout)
    {
        int[] only = [hostPid];
        return FreezeMembers(_ => only, timeout)[0];
    }

    private FrozenProcess[] FreezeMembers(Func<IReadOnlyCollection<int>, IReadOnlyCollection<int>> find, TimeSpan timeout)
    {
        var clock = Stopwatch.StartNew();
        for (var pause = ShortestPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var (frozen, unstable) = TryFreeze(find, clock, timeout);
            if (frozen is not null)
                return frozen;
            if (clock.Elapsed > timeout)
                throw new ObstaclesException(Refused, [unstable!]);
            Thread.Sleep(pause);
        }
    }

    /// <summary>One attempt. On failure everybody runs on, and what stood in the way is returned, or thrown where a new attempt would not help.</summary>
    private (FrozenProcess[]? Frozen, Obstacle? Unstable) TryFreeze(Func<IReadOnlyCollection<int>, IReadOnlyCollection<int>> find, Stopwatch clock, TimeSpan timeout)
    {
        var attempt = Stopwatch.StartNew();
        var freezers = new Dictionary<int, ProcessFreezer>();
        var obstacles = new List<Obstacle>();
        Obstacle? unstable = null;
        try
        {
            while (FreezePass(freezers, find(freezers.Keys), obstacles, ref unstable) && obstacles.Count == 0 && unstable is null)
            {
                if (attempt.Elapsed > AttemptTime || clock.Elapsed > timeout)
                    unstable = new Obstacle(0, null, "New processes and threads appear faster than they can be stopped.", "Try again when it forks less.");
            }
            if (obstacles.Count > 0)
                throw new ObstaclesException(Refused, obstacles);
            if (unstable is not null)
                return (null, unstable);
            var frozen = freezers.Values.Where(freezer => freezer.Threads.Count > 0).Select(freezer => new FrozenProcess(tracers.Of(freezer.HostPid), freezer.HostPid, freezer.Threads)).ToArray();
            if (frozen.Length == 0)
                throw new ObstaclesException(Refused, [new Obstacle(freezers.Keys.FirstOrDefault(), null, "has ended.", "Nothing is left to checkpoint.")]);
            freezers.Clear();
            return (frozen, null);
        }
        finally
        {
            tracers.ForEach(freezers.Values, freezer => freezer.HostPid, freezer => freezer.Abandon(tracers.Of(freezer.HostPid)));
        }
    }

    /// <returns>Whether somebody new was found, so that another pass is needed. Also when he has ended meanwhile: he may have begotten somebody before that.</returns>
    private bool FreezePass(Dictionary<int, ProcessFreezer> freezers, IReadOnlyCollection<int> members, List<Obstacle> obstacles, ref Obstacle? unstable)
    {
        var newcomers = members.Where(pid => !freezers.ContainsKey(pid)).ToArray();
        foreach (var pid in newcomers)
            freezers.Add(pid, new ProcessFreezer(pid));
        var found = new ConcurrentBag<ProcessFreezer>();
        var refusals = new ConcurrentBag<Obstacle>();
        var unwilling = new ConcurrentBag<int>();
        var led = new HashSet<ProcessFreezer>();
        var clock = Stopwatch.StartNew();
        tracers.ForEach(freezers.Values, freezer => freezer.HostPid, Seize, Await);
        obstacles.AddRange(refusals);
        while (!unwilling.IsEmpty && obstacles.Count == 0 && HeldChildren() is { Length: > 0 } children)
            LeadOn(children);
        if (!unwilling.IsEmpty)
            unstable = DidNotStop(unwilling.Min());
        return newcomers.Length > 0 || !found.IsEmpty || led.Count > 0;

        void Seize(ProcessFreezer freezer)
        {
            if (tracers.Of(freezer.HostPid).IsLettingGo(freezer.HostPid))
            {
                unwilling.Add(freezer.HostPid);
                return;
            }
            try
            {
                if (freezer.SeizeNew())
                    found.Add(freezer);
            }
            catch (ObstaclesException exception)
            {
                foreach (var obstacle in exception.Obstacles)
                    refusals.Add(obstacle);
            }
        }

        void Await(ProcessFreezer freezer)
        {
            if (!freezer.WaitForAll(tracers.Of(freezer.HostPid), clock, StopTime))
                unwilling.Add(freezer.HostPid);
        }

        // A child in vfork(2) that a signal has stopped would not get to its execve(2) however long everybody is let run.
        ProcessFreezer[] HeldChildren()
            => [.. freezers.Values.Where(freezer => freezer.IsHeldBySignal && unwilling.Contains(TaskList.ParentOf(freezer.HostPid)) && !led.Contains(freezer))];

        void LeadOn(ProcessFreezer[] children)
        {
            led.UnionWith(children);
            var parents = freezers.Values.Where(freezer => unwilling.Contains(freezer.HostPid)).ToArray();
            unwilling.Clear();
            tracers.ForEach(children, freezer => freezer.HostPid, freezer => freezer.RunWhileStopped());
            clock.Restart();
            tracers.ForEach(parents, freezer => freezer.HostPid, Await);
            clock.Restart();
            tracers.ForEach(children, freezer => freezer.HostPid, freezer => freezer.StopAgain(), Await);
        }
    }

    private static Obstacle DidNotStop(int hostPid)
        => new(hostPid, null, "did not stop: it waits in vfork(2) for its child, or inside the kernel for a device.", "Try again a little later.");
}
