using System.Diagnostics;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Tracing;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Restore;

/// <summary>A husk whose memory is rebuilt and whose threads are in the tracer's hands, to be given their registers and let go. May be used from any thread.</summary>
public sealed class SeizedHusk : IDisposable
{
    private const int SIGSTOP = 19;
    private static readonly byte[] SyscallInstruction = [0x0f, 0x05]; // x86-64
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(10);

    private readonly TracerThread tracer;
    private readonly HuskServer husk;
    private readonly Dictionary<int, Tracee> threads; // by tid in the namespace
    private ulong syscallInstruction;
    private bool isDone;

    private SeizedHusk(TracerThread tracer, HuskServer husk, Dictionary<int, Tracee> threads) => (this.tracer, this.husk, this.threads) = (tracer, husk, threads);

    public int HostPid => husk.HostPid;

    /// <summary>The stopped thread with this tid in the namespace. To be used on the tracer thread.</summary>
    public Tracee Thread(int tidInNamespace) => threads[tidInNamespace];

    /// <summary>
    /// The last system call in the husk: unmaps the server's area, through a <c>syscall</c> instruction found in this mapping (the vdso at its final address).
    /// All other threads must have their final registers by now; the main thread gets them after this.
    /// </summary>
    public void UnmapArea(ulong vdsoStart, ulong vdsoLengthBytes)
    {
        var code = new byte[vdsoLengthBytes];
        ProcessVm.Read(HostPid, vdsoStart, code);
        var offset = code.AsSpan().IndexOf(SyscallInstruction);
        if (offset < 0)
            throw new InvalidOperationException($"there is no syscall instruction at 0x{vdsoStart:x} of process {husk.Pid}");
        syscallInstruction = vdsoStart + (ulong)offset;
        Call(husk.Pid, "munmap", SystemCall.munmap, husk.AreaStart, husk.AreaLengthBytes);
    }

    /// <summary>A system call of one thread, through the instruction that <see cref="UnmapArea"/> has found. The thread gets its final registers after it.</summary>
    public void Call(int tidInNamespace, string what, long number, ulong first, ulong second)
        => tracer.Run(() =>
        {
            var thread = threads[tidInNamespace];
            Prepare(thread, number, first, second);
            thread.StepToSyscallStop();
            thread.StepToSyscallStop();
            if ((long)thread.GetRegisters().Rax is < 0 and var error)
                throw new LinuxException(what, (int)-error, $"thread {tidInNamespace} of process {husk.Pid}");
        });

    /// <summary>
    /// Lets the main thread end, by itself and not traced: the parent would not hear of the end of a process whose main thread has died in our hands. The others stand
    /// still. After <see cref="UnmapArea"/>.
    /// </summary>
    /// <param name="waitStatus">What it leaves, as wait(2) reports it: the lower byte of what exit(2) is given, shifted.</param>
    public void EndMainThread(int waitStatus)
        => tracer.Run(() =>
        {
            threads.Remove(husk.Pid, out var main);
            Prepare(main!, SystemCall.exit, (ulong)(waitStatus >> 8 & 0xff), 0);
            main!.Detach();
            var clock = Stopwatch.StartNew();
            for (var patience = new Patience(); !TaskList.HasEnded(HostPid, HostPid); patience.Pause())
            {
                if (clock.Elapsed > StopTime)
                    throw new TimeoutException($"the main thread of process {husk.Pid} did not end");
            }
        });

    /// <summary>
    /// Gives a thread its state, so that it goes on where it was. For a call that was interrupted, orig_rax holds its number and rax the kernel-internal error:
    /// the kernel issues it again when the thread is let go. (-ERESTART_RESTARTBLOCK does not survive a new life: use -ERESTARTNOHAND for it.)
    /// </summary>
    public void SetFinal(int tidInNamespace, in UserRegisters registers, ReadOnlySpan<byte> extendedState, ulong signalMask)
    {
        var (final, state) = (registers, extendedState.ToArray());
        tracer.Run(() =>
        {
            var thread = threads[tidInNamespace];
            thread.SetExtendedState(state);
            thread.SetSignalMask(signalMask);
            thread.SetRegisters(final);
        });
    }

    /// <summary>
    /// Stops the process as that signal does (job control), before it has run on: all threads take part, and its parent hears of it. They have their last registers, and stay in the tracer's hands.
    /// </summary>
    /// <param name="signal">One of those that stop. Where it does not stop this process, because nobody who sees to its jobs is left, SIGSTOP does.</param>
    public void StopProcess(int signal)
        => tracer.Run(() =>
        {
            var taker = threads.Values.First();
            var mask = taker.GetSignalMask();
            // No other that waits shall come first.
            taker.SetSignalMask(~(1ul << (signal - 1)));
            Stop(taker, signal);
            if (!taker.IsGroupStopped)
                Stop(taker, SIGSTOP);
            foreach (var other in threads.Values.Where(thread => thread != taker))
                RunToStop(other);
            taker.SetSignalMask(mask);
        });

    /// <summary>Takes EXITKILL away: should we die now, it runs.</summary>
    public void Disarm()
        => tracer.Run(() =>
        {
            foreach (var thread in threads.Values)
                thread.SetOptions(0);
        });

    /// <summary>Hands over: detaches every thread. Now it lives without us.</summary>
    public void LetGo()
        => tracer.Run(() =>
        {
            isDone = true;
            foreach (var thread in threads.Values)
                thread.Detach();
        });

    /// <summary>Kills a husk that was not let go.</summary>
    public void Dispose()
    {
        if (isDone)
            return;
        isDone = true;
        tracer.Run(() =>
        {
            _ = Syscall.kill(HostPid, Signum.SIGKILL);
            foreach (var thread in threads.Values.Reverse())
                thread.WaitForEnd();
        });
    }

    internal static SeizedHusk Seize(TracerThread tracer, HuskServer husk, Action park)
        => tracer.Run(() =>
        {
            var tracees = new List<Tracee>();
            try
            {
                foreach (var tid in TaskList.Of(husk.HostPid))
                {
                    if (Tracee.TrySeize(husk.HostPid, tid, Ptrace.PTRACE_O_EXITKILL, isOwnChild: false, out var tracee))
                        tracees.Add(tracee);
                }
                park();
                Stop(tracees, husk);
                return new SeizedHusk(tracer, husk, tracees.ToDictionary(tracee => tracees.Count == 1 ? husk.Pid : TaskList.TidInNamespace(husk.HostPid, tracee.Tid)));
            }
            catch
            {
                _ = Syscall.kill(husk.HostPid, Signum.SIGKILL);
                throw;
            }
        });

    private void Stop(Tracee taker, int signal)
    {
        _ = Syscall.kill(HostPid, NativeConvert.ToSignum(signal));
        RunToStop(taker);
    }

    private void RunToStop(Tracee thread)
    {
        thread.Continue();
        if (!thread.WaitForEventStop(Stopwatch.StartNew(), StopTime))
            throw new TimeoutException($"process {husk.Pid} did not stop");
        if (thread.HasEnded)
            throw new ProcessGoneException(HostPid, "the stopping of a husk");
    }

    private void Prepare(Tracee thread, long number, ulong first, ulong second)
    {
        thread.SetSignalMask(ulong.MaxValue);
        thread.SetRegisters(thread.GetRegisters() with { Rip = syscallInstruction, Rax = (ulong)number, Rdi = first, Rsi = second, OrigRax = UserRegisters.NoSystemCall });
    }

    private static void Stop(List<Tracee> tracees, HuskServer husk)
    {
        foreach (var tracee in tracees)
            tracee.Interrupt();
        var clock = Stopwatch.StartNew();
        foreach (var tracee in tracees)
        {
            if (!tracee.WaitForEventStop(clock, StopTime))
                throw new TimeoutException($"the husk of process {husk.Pid} did not stop");
            if (tracee.HasEnded)
                throw new ProcessGoneException(husk.HostPid, "the seizing of a husk");
        }
    }
}
