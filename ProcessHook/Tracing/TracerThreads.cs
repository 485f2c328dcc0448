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

    public void Dispose()
    {
        foreach (var thread in threads.Where(thread => isOwner && thread.IsValueCreated))
            thread.Value.Dispose();
    }
}
