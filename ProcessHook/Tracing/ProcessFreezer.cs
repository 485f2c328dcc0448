using System.Diagnostics;

namespace Entracte.ProcessHook.Tracing;

/// <summary>
/// Stops one process, in passes, because a thread that still runs can create another: seize and interrupt all that are new, later wait for them, and look again.
/// With several processes each half is done for all of them before the other, so that they stop at the same time.
/// </summary>
internal sealed class ProcessFreezer(int hostPid)
{
    private readonly HashSet<int> known = [];
    private readonly List<Tracee> threads = [];
    private readonly bool isOwnChild = TaskList.ParentOf(hostPid) == Environment.ProcessId;
    private int stopped;

    public int HostPid => hostPid;

    /// <summary>All threads seen so far that have not ended, the main thread first if it is one of them.</summary>
    public IReadOnlyList<Tracee> Threads => threads;

    /// <returns>Whether there were new threads.</returns>
    public bool SeizeNew()
    {
        var before = threads.Count;
        foreach (var tid in TaskList.Of(hostPid))
        {
            if (known.Add(tid) && Tracee.TrySeize(hostPid, tid, options: 0, isOwnChild, out var tracee))
                threads.Add(tracee);
        }
        for (var index = before; index < threads.Count; index++)
            threads[index].Interrupt();
        return threads.Count > before;
    }

    /// <summary>Waits for all that were interrupted and takes their registers.</summary>
    /// <returns>Whether all have stopped within the time.</returns>
    public bool WaitForAll(TracerThread tracer, Stopwatch clock, TimeSpan timeout)
    {
        for (; stopped < threads.Count; stopped++)
        {
            if (!threads[stopped].WaitForEventStop(clock, timeout))
                return false;
            if (!threads[stopped].HasEnded)
                threads[stopped].TakeNative();
        }
        tracer.Abandon(threads.AsEnumerable().Reverse().Where(thread => thread.HasEnded));
        stopped -= threads.RemoveAll(thread => thread.HasEnded);
        return true;
    }

    /// <summary>Whether it stands still, and would also without us: a signal has stopped it.</summary>
    public bool IsHeldBySignal => stopped > 0 && stopped == threads.Count && threads[0].IsGroupStopped;

    /// <summary>Lets a process run that a signal has stopped, as if nothing had, until <see cref="StopAgain"/>.</summary>
    public void RunWhileStopped()
    {
        stopped = 0;
        threads.ForEach(thread => thread.RunWhileStopped());
    }

    /// <summary>The first half of a stop; <see cref="WaitForAll"/> is the second.</summary>
    public void StopAgain() => threads.ForEach(thread => thread.Interrupt());

    /// <summary>Lets everybody go on; who has not stopped yet will, as soon as it does.</summary>
    public void Abandon(TracerThread tracer)
    {
        tracer.Abandon(threads);
        threads.Clear();
    }
}
