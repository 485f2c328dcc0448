using System.Runtime.InteropServices;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Tracing;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Injection;

/// <summary>The hook at work inside one thread of a frozen process. Several sessions may be used in parallel; callers of one take turns.</summary>
public sealed class HookSession : ISyscallServer, IDisposable
{
    private const long SYS_sigaltstack = 131;
    private const long SYS_prctl = 157;
    private const long SYS_getpid = 39;
    private const long SYS_exit_group = 231;
    private const int PR_GET_TIMERSLACK = 30;
    private const int PR_GET_TID_ADDRESS = 40;
    private const int StackStructureBytes = 24;

    private readonly TracerThread tracer;
    private readonly Tracee tracee;
    private readonly HookInjector injector;
    private readonly ServerChannel channel;
    private bool isInside = true;
    private volatile bool isGivenUp;

    private HookSession(TracerThread tracer, Tracee tracee, HookInjector injector, SafeFileHandle socket)
    {
        (this.tracer, this.tracee, this.injector) = (tracer, tracee, injector);
        channel = new ServerChannel(socket, tracee.HostPid, WhileWaiting);
    }

    public int HostPid => tracee.HostPid;

    public int LivingTid => tracee.Tid;

    /// <summary>Where the hook's mapping lies in the process; a capture leaves it out.</summary>
    public ulong AreaStart => injector.AreaStart;

    public ulong AreaLengthBytes => injector.AreaLengthBytes;

    /// <summary>The number of the hook's own socket in the process; a capture leaves it out.</summary>
    public int SocketDescriptor => injector.SocketDescriptor;

    /// <summary>Whether it has not answered, and nobody waits for that any more: it may be long in coming home.</summary>
    public bool IsBusy => channel.IsOwedReply;

    /// <summary>
    /// From now on nobody waits for the end of a transfer any more, be it that it is awaited already. From any thread. Calls are waited for all the same: some have to be
    /// done to the last of their batch, such as those that send again what they took out of a queue.
    /// </summary>
    public void GiveUp() => isGivenUp = true;

    public SyscallReply Run(SyscallBatch batch) => channel.Run(batch);

    public RunningBatch Start(SyscallBatch batch) => channel.Start(batch);

    public int[] SendDescriptors(params ReadOnlySpan<SafeHandle> handles) => channel.SendDescriptors(handles);

    public void WritePages(int remoteDescriptor, long fileOffset, ReadOnlySpan<PageRun> runs, Func<bool>? meanwhile = null)
        => channel.Transfer(toFile: true, remoteDescriptor, fileOffset, runs, meanwhile);

    public void ReadPages(int remoteDescriptor, long fileOffset, ReadOnlySpan<PageRun> runs)
        => channel.Transfer(toFile: false, remoteDescriptor, fileOffset, runs);

    /// <summary>Takes the hook out; the process stays frozen.</summary>
    public void Remove()
    {
        if (isInside)
            tracer.Run(() => TracerThreads.WalkAlone(Leave()));
    }

    /// <inheritdoc cref="Remove"/>
    /// <returns>Its way, as <see cref="HookInjector"/> says.</returns>
    internal IEnumerable<Tracee> Leave()
    {
        if (!isInside)
            yield break;
        isInside = false;
        using (injector)
        using (channel)
        {
            foreach (var step in injector.Leave())
                yield return step;
        }
    }

    public void Dispose() => Remove();

    /// <summary>Ends the process with an exit status. All its threads end, and have to be waited for.</summary>
    internal void EndProcess(int status)
    {
        var batch = new SyscallBatch();
        batch.Add(SYS_exit_group, (ulong)status);
        try
        {
            Run(batch);
        }
        catch (ProcessGoneException)
        {
            // Nobody is left to answer, as it shall be.
        }
    }

    /// <summary>The process is gone: closes our side only.</summary>
    internal void Forget()
    {
        isInside = false;
        channel.Dispose();
        injector.Dispose();
    }

    /// <summary>Puts the hook into a thread.</summary>
    /// <param name="tracer">Whose it is.</param>
    /// <param name="tracee">The thread.</param>
    /// <param name="otherThreads">How many other threads its process has.</param>
    /// <param name="reached">Hears of each step.</param>
    /// <param name="entered">Gets the session at the end.</param>
    /// <returns>Its way, as <see cref="HookInjector"/> says.</returns>
    internal static IEnumerable<Tracee> Enter(TracerThread tracer, Tracee tracee, int otherThreads, Action<InjectionStep> reached, Action<HookSession> entered)
    {
        tracer.Demand();
        var injector = new HookInjector(tracee, otherThreads, reached);
        HookSession? session = null;
        var hasAnswered = false;
        try
        {
            foreach (var step in injector.Enter(socket => session = new HookSession(tracer, tracee, injector, socket)))
                yield return step;
            yield return tracee; // to where it waits for us
            session!.AwaitFirstAnswer();
            hasAnswered = true;
        }
        finally
        {
            if (!hasAnswered)
                injector.Dispose();
        }
        entered(session);
    }

    /// <summary>
    /// The hook closes its copy of our end of the socket before it serves. Only after an answer is the table of descriptors what it will stay
    /// while somebody reads it.
    /// </summary>
    private void AwaitFirstAnswer()
    {
        var batch = new SyscallBatch();
        batch.Add(SYS_getpid);
        Run(batch);
    }

    /// <summary>Asks all threads but the hook's own; on the tracer thread.</summary>
    internal Dictionary<int, ThreadAnswers> Ask(IReadOnlyList<Tracee> others, Action<InjectionStep> reached)
    {
        tracer.Demand();
        return new ThreadQuestions(tracee.Tid, AreaStart, injector.ThreadSlotsStart, injector.ThreadSlotStrideBytes, reached).Ask(others);
    }

    /// <summary>Asks the thread that runs the hook.</summary>
    internal ThreadAnswers AskOwnThread()
    {
        var batch = new SyscallBatch();
        var stack = batch.AddSpace(StackStructureBytes);
        var address = batch.AddSpace(sizeof(ulong));
        batch.Add(SYS_sigaltstack, 0, stack);
        batch.Add(SYS_prctl, PR_GET_TID_ADDRESS, address);
        var slack = batch.Add(SYS_prctl, PR_GET_TIMERSLACK);
        var counter = batch.AddSpace(sizeof(int));
        batch.Add(SYS_prctl, ProcessControl.PR_GET_TSC, counter);
        var cpuid = batch.Add(SystemCall.arch_prctl, ProcessControl.ARCH_GET_CPUID);
        var machineCheck = batch.Add(SYS_prctl, ProcessControl.PR_MCE_KILL_GET);
        var privileges = batch.Add(SYS_prctl, ProcessControl.PR_GET_NO_NEW_PRIVS);
        var reply = Run(batch);
        for (var call = 0; call <= slack; call++)
            reply.Result(call);
        var parts = MemoryMarshal.Cast<byte, ulong>(reply.Bytes(stack));
        var controls = new ThreadControls(reply.Read<int>(counter), (int)reply.Raw(cpuid), (int)reply.Raw(machineCheck), (int)reply.Raw(privileges));
        return new ThreadAnswers(parts[0], (int)parts[1], parts[2], reply.Read<ulong>(address), reply.Result(slack), controls);
    }

    /// <summary>A stopping signal cannot be blocked: while it waits for us to pass it on, the hook does not serve.</summary>
    /// <exception cref="OperationCanceledException"><see cref="GiveUp"/>.</exception>
    private void WhileWaiting(bool isTransfer)
    {
        if (isGivenUp && isTransfer)
            throw new OperationCanceledException($"process {HostPid} had not answered when it was given up");
        tracer.Run(() =>
        {
            tracee.KeepRunning();
            if (tracee.HasEnded)
                throw new ProcessGoneException(HostPid, "a request to the hook");
        });
    }
}
