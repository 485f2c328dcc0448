using System.Runtime.ExceptionServices;

namespace Entracte.ProcessHook.Tracing;

/// <summary>
/// As many tracer threads as there are processors, but no more than a few: the processes of a computation are shared out among them by pid, so that they are stopped, entered and let go side by side.
/// A process belongs to the same thread for good.
/// </summary>
public sealed class TracerThreads : IDisposable
{
    /// <summary>Beyond that the kernel's locks decide.</summary>
    private const int Most = 4;

    /// <summary>Enough that each has stopped by the time that it is its turn.</summary>
    private const int SideBySideMost = 16;

    private readonly Lazy<TracerThread>[] threads;
    private readonly bool isOwner;

    public TracerThreads()
    {
        threads = [.. Enumerable.Range(0, Math.Clamp(Environment.ProcessorCount, 1, Most)).Select(_ => new Lazy<TracerThread>(() => new TracerThread()))];
        isOwner = true;
    }

    /// <summary>A single one, which stays the caller's.</summary>
    internal TracerThreads(TracerThread only) => threads = [new Lazy<TracerThread>(only)];

    /// <summary>The one that traces this process.</summary>
    public TracerThread Of(int hostPid) => threads[hostPid % threads.Length].Value;

    /// <summary>
    /// Does something to every process on the thread that traces it: each thread takes all of its processes through the first stage, then through the next. Returns when all have ended;
    /// what the first of them threw is thrown then. A thread does not go on after a failure of its own.
    /// </summary>
    internal void ForEach<T>(IEnumerable<T> items, Func<T, int> hostPidOf, params Action<T>[] stages)
    {
        var shares = items.GroupBy(item => Of(hostPidOf(item))).ToArray();
        var failures = new ExceptionDispatchInfo?[shares.Length];
        var others = Enumerable.Range(1, Math.Max(0, shares.Length - 1)).Select(share => Task.Run(() => TakeShare(share))).ToArray();
        if (shares.Length > 0)
            TakeShare(0);
        Task.WaitAll(others);
        failures.FirstOrDefault(failure => failure is not null)?.Throw();

        void TakeShare(int share)
        {
            try
            {
                shares[share].Key.Run(() =>
                {
                    foreach (var stage in stages)
                        foreach (var item in shares[share])
                            stage(item);
                });
            }
            catch (Exception failure)
            {
                failures[share] = ExceptionDispatchInfo.Capture(failure);
            }
        }
    }

    /// <summary>
    /// Walks every process's way on the thread that traces it, a few side by side: while one runs to its next stop, another one that has got there is told where to go
    /// from there. Few, so that who has stopped first goes on first. All are walked to their ends; what the first of them threw is thrown then.
    /// </summary>
    /// <param name="items">Whose.</param>
    /// <param name="hostPidOf">By which process.</param>
    /// <param name="wayOf">Interrupted wherever the thread runs to its next stop; who goes on with it waits for that.</param>
    internal void Walk<T>(IEnumerable<T> items, Func<T, int> hostPidOf, Func<T, IEnumerable<Tracee>> wayOf)
        => ForEach(items.GroupBy(item => Of(hostPidOf(item))), share => hostPidOf(share.First()), share => WalkSideBySide(share.Select(wayOf)));

    /// <summary>Walks the way of one process, on the thread that traces it.</summary>
    internal static void WalkAlone(IEnumerable<Tracee> way)
    {
        using var steps = way.GetEnumerator();
        while (steps.MoveNext())
            continue; // whoever takes the next step waits for this one
    }

    private static void WalkSideBySide(IEnumerable<IEnumerable<Tracee>> ways)
    {
        ExceptionDispatchInfo? failure = null;
        var underWay = new Queue<IEnumerator<Tracee>>();
        using var waiting = ways.GetEnumerator();
        while (TakeIn() || underWay.Count > 0)
        {
            var next = underWay.Dequeue();
            if (HasNext(next))
                underWay.Enqueue(next);
            else
                next.Dispose();
        }
        failure?.Throw();

        bool TakeIn()
        {
            if (underWay.Count >= SideBySideMost || !waiting.MoveNext())
                return false;
            underWay.Enqueue(waiting.Current.GetEnumerator());
            return true;
        }

        bool HasNext(IEnumerator<Tracee> way)
        {
            try
            {
                return way.MoveNext();
            }
            catch (Exception exception)
            {
                failure ??= ExceptionDispatchInfo.Capture(exception);
                return false;
            }
        }
    }

    public void Dispose()
    {
        foreach (var thread in threads.Where(thread => isOwner && thread.IsValueCreated))
            thread.Value.Dispose();
    }
}
