using System.Collections.Concurrent;

namespace Entracte.Coordinator.Hosts;

/// <summary>
/// Threads for work that waits: on processes, tracers and disks. The actors' dispatcher lives on the thread pool and must never wait for such things, so these
/// are our own. There are as many as have ever been busy at once; they stay, because a thread that had to be made while a computation stands still would be paid by it.
/// </summary>
internal sealed class HostThreads(string name) : IDisposable
{
    private readonly BlockingCollection<Action> work = [];
    private int idle;

    public Task RunAsync(Action action, CancellationToken cancellation = default) => RunAsync(
        () =>
        {
            action();
            return true;
        },
        cancellation);

    /// <summary>A cancellation that comes before the work has begun keeps it from beginning.</summary>
    public Task<T> RunAsync<T>(Func<T> function, CancellationToken cancellation = default)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.Decrement(ref idle) < 0)
        {
            Interlocked.Increment(ref idle);
            new Thread(Work) { IsBackground = true, Name = name }.Start();
            // The new thread counts as busy with what follows.
        }

        work.Add(() =>
        {
            try
            {
                cancellation.ThrowIfCancellationRequested();
                result.SetResult(function());
            }
            catch (OperationCanceledException cancelled) when (cancelled.CancellationToken == cancellation)
            {
                result.SetCanceled(cancellation);
            }
            catch (Exception thrown)
            {
                result.SetException(thrown);
            }
        });
        return result.Task;
    }

    public void Dispose() => work.CompleteAdding();

    private void Work()
    {
        foreach (var action in work.GetConsumingEnumerable())
        {
            action();
            Interlocked.Increment(ref idle);
        }
    }
}
