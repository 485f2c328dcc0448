using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Tracing;

/// <summary>A process all of whose threads are seized and stopped. May be used from any thread; ptrace runs on the tracer thread.</summary>
public sealed class FrozenProcess : IDisposable
{
    private readonly IReadOnlyList<Tracee> threads;
    private Task<Dictionary<int, ThreadAnswers>>? questions;
    private bool isReleased;

    internal FrozenProcess(TracerThread tracer, int hostPid, IReadOnlyList<Tracee> threads) => (Tracer, HostPid, this.threads) = (tracer, hostPid, threads);

    public int HostPid { get; }

    public TracerThread Tracer { get; }

    /// <summary>The live threads; the main thread first, unless it has ended before the others.</summary>
    public IReadOnlyList<Tracee> Threads => threads;

    /// <summary>The hook, or null while it is not inside.</summary>
    public HookSession? Hook { get; private set; }

    /// <summary>Hears of each step of the hook's way in and out.</summary>
    internal Action<InjectionStep> StepReached { get; set; } = static _ => { };

    /// <summary>Seizes, interrupts and stops every thread of one process.</summary>
    /// <exception cref="ObstaclesException">It cannot be seized, or did not stop in time; it runs on.</exception>
    public static FrozenProcess Freeze(TracerThread tracer, int hostPid, TimeSpan timeout) => new Suspender(new TracerThreads(tracer)).FreezeOne(hostPid, timeout);

    /// <summary>Puts the hook into the process, home-safe at each instant, and returns the server that it runs.</summary>
    public HookSession Inject()
    {
        Tracer.Run(() => TracerThreads.WalkAlone(Enter()));
        return Hook!;
    }

    /// <inheritdoc cref="Inject"/>
    /// <returns>Its way, as <see cref="HookInjector"/> says.</returns>
    internal IEnumerable<Tracee> Enter() => HookSession.Enter(Tracer, threads[0], threads.Count - 1, StepReached, session => Hook = session);

    /// <summary>Begins to ask each thread what only it can be asked, while other things are done with the process; needs the hook inside.</summary>
    internal void BeginQuestions()
    {
        var hook = Hook ?? throw new InvalidOperationException("the hook is not inside the process");
        if (threads.Count > 1)
            questions ??= Tracer.Start(() => hook.Ask([.. threads.Skip(1)], StepReached));
    }

    /// <summary>Asks each thread what only it can be asked, or waits for the answers to <see cref="BeginQuestions"/>; needs the hook inside.</summary>
    /// <returns>The answers by <see cref="Tracee.Tid"/>.</returns>
    public IReadOnlyDictionary<int, ThreadAnswers> QueryThreads()
    {
        BeginQuestions();
        // Not on the tracer thread: whoever uses the hook at the same time may need that to have it go on.
        return new Dictionary<int, ThreadAnswers>(questions?.GetAwaiter().GetResult() ?? []) { [threads[0].Tid] = Hook!.AskOwnThread() };
    }

    /// <summary>Takes the hook out, if it is in, and lets every thread go on as if nothing had happened.</summary>
    public void Release()
    {
        if (!isReleased)
            Tracer.Run(() => TracerThreads.WalkAlone(LetGo()));
    }

    /// <inheritdoc cref="Release"/>
    /// <returns>Its way, as <see cref="HookInjector"/> says.</returns>
    internal IEnumerable<Tracee> LetGo()
    {
        if (isReleased)
            yield break;
        isReleased = true;
        try
        {
            using var steps = (Hook?.Leave() ?? []).GetEnumerator();
            Hook = null;
            while (HasNext(steps))
                yield return steps.Current;
        }
        finally
        {
            // Detaching also restarts interrupted calls; mere continuing would not (kernel/ptrace.c, __ptrace_unlink wakes the thread with a signal check).
            foreach (var thread in threads)
                thread.Detach();
            Tracer.Abandon(threads.Reverse().Where(thread => thread.HasEnded));
        }
    }

    /// <summary>Kills the process with SIGKILL and waits until it is gone.</summary>
    public void Kill()
    {
        if (isReleased)
            return;
        isReleased = true;
        Tracer.Run(() =>
        {
            Syscall.kill(HostPid, Signum.SIGKILL);
            foreach (var thread in threads.Reverse())
                thread.WaitForEnd();
        });
        Hook?.Forget();
        Hook = null;
    }

    /// <summary>Has the process end itself with an exit status (exit_group(2)), and waits until it is gone. Without the hook inside it is killed.</summary>
    public void Exit(int status)
    {
        if (Hook is not { } hook)
        {
            Kill();
            return;
        }

        if (isReleased)
            return;
        isReleased = true;
        Tracer.Run(() =>
        {
            hook.EndProcess(status);
            foreach (var thread in threads.Reverse())
                thread.WaitForEnd();
        });
        hook.Forget();
        Hook = null;
    }

    public void Dispose() => Release();

    private bool HasNext(IEnumerator<Tracee> leaving)
    {
        try
        {
            return leaving.MoveNext();
        }
        catch (Exception failure) when (failure is ProcessGoneException || (failure is LinuxException && TaskList.HasEnded(HostPid, threads[0].Tid)))
        {
            return false; // somebody killed it while it was suspended: there is nothing left to take the hook out of
        }
    }
}
