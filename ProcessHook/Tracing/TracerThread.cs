using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Tracing;

/// <summary>
/// The one thread that may speak ptrace to its tracees: for any other thread the kernel answers ESRCH (ptrace(2)). What runs on it runs
/// to its end, one after the other: nothing is awaited here, on purpose. When this thread ends, its tracees run on by themselves.
/// </summary>
public sealed class TracerThread : IDisposable
{
    private const int StragglerPollMilliseconds = 2;

    private readonly BlockingCollection<Action> work = new();
    private readonly List<Tracee> stragglers = [];
    private readonly Thread thread;

    public TracerThread()
    {
        // Each time: the runtime sets its handler when it first has to, which may be later than the first tracer.
        ChildSignal.LeaveOutStops();
        thread = new Thread(Work) { IsBackground = true, Name = "tracer" };
        thread.Start();
    }

    /// <summary>Runs the function on the tracer thread and returns its result; directly, when already there.</summary>
    public T Run<T>(Func<T> function)
    {
        var result = default(T);
        Run(() => { result = function(); });
        return result!;
    }

    /// <summary>Has the function run when its turn comes, without waiting for that; at once, when already there. Whoever calls <see cref="Run(Action)"/> later is answered later.</summary>
    internal Task<T> Start<T>(Func<T> function)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Thread.CurrentThread == thread)
            Take();
        else
            work.Add(Take);
        return result.Task;

        void Take()
        {
            try
            {
                result.SetResult(function());
            }
            catch (Exception exception)
            {
                result.SetException(exception);
            }
        }
    }

    public void Run(Action action)
    {
        if (Thread.CurrentThread == thread)
        {
            action();
            return;
        }
        ExceptionDispatchInfo? failure = null;
        using var done = new ManualResetEventSlim();
        work.Add(() =>
        {
            try
            {
                action();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
            done.Set();
        });
        done.Wait();
        failure?.Throw();
    }

    /// <summary>
    /// Takes over threads that were interrupted but have not stopped (a parent in vfork(2) does so only when its child is done), to let them go the moment they do,
    /// and threads that have ended, until somebody has collected them: before that their parent does not hear of it.
    /// </summary>
    internal void Abandon(IEnumerable<Tracee> tracees)
    {
        Demand();
        stragglers.AddRange(tracees.Where(tracee => !tracee.TryAbandon()));
    }

    /// <summary>Whether the process has threads that were abandoned and are still ours.</summary>
    internal bool IsLettingGo(int hostPid)
    {
        Demand();
        stragglers.RemoveAll(tracee => tracee.TryAbandon());
        return stragglers.Exists(tracee => tracee.HostPid == hostPid && !tracee.HasEnded);
    }

    /// <summary>Fails with a sentence where the caller is on another thread.</summary>
    internal void Demand()
    {
        if (Thread.CurrentThread != thread)
            throw new InvalidOperationException("ptrace was called from another thread than the tracer thread of this process");
    }

    public void Dispose()
    {
        work.CompleteAdding();
        if (Thread.CurrentThread != thread)
            thread.Join();
    }

    private void Work()
    {
        while (!work.IsCompleted)
        {
            if (work.TryTake(out var action, stragglers.Count > 0 ? StragglerPollMilliseconds : Timeout.Infinite))
                action();
            stragglers.RemoveAll(tracee => tracee.TryAbandon());
        }
        work.Dispose();
    }
}
