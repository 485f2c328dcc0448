using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Tracing;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Restore.Processes;

/// <summary>
/// Processes that stand stopped (job control), or have gone on and their parents have not heard of it yet. What a parent had been told, it is not told again: its husk hears it.
/// Signals that come of it are forgotten; those that waited at the checkpoint are queued later.
/// </summary>
internal static class StoppedChildren
{
    private const int P_PID = 1;
    private const int SIGCHLD = 17, SIGCONT = 18, SIGSTOP = 19;
    private const int WNOHANG = 1, WUNTRACED = 2, WCONTINUED = 8, WNOWAIT = 0x01000000, WALL = 0x40000000;

    /// <summary>Those whose parents are there, children before their parents: a parent that is stopped itself can hear nothing any more.</summary>
    public static IReadOnlyList<RestoringMember> Of(IReadOnlyList<RestoringMember> members)
    {
        var parents = members.ToDictionary(member => member.Process.Pid, member => member.Process.ParentPid);
        return [.. members.Where(member => member.Process is { StopSignal: not 0, ParentPid: not 0 }).OrderByDescending(member => DepthOf(member.Process.Pid))];

        int DepthOf(int pid)
        {
            var depth = 0;
            for (var ancestor = pid; parents.TryGetValue(ancestor, out ancestor); depth++)
                continue;
            return depth;
        }
    }

    /// <summary>Stops one that has its last registers.</summary>
    /// <param name="child">It.</param>
    /// <param name="parent">The husk of its parent, which still serves.</param>
    /// <param name="parentProcess">Whose signals are handled as the program wants already.</param>
    public static void Stop(RestoringMember child, HuskServer parent, ProcessRecord parentProcess)
    {
        child.Seized!.StopProcess(CanStopBy(child.Process, child.Process.StopSignal) ? child.Process.StopSignal : SIGSTOP);
        var batch = new SyscallBatch();
        if (child.Process.IsStopTold)
            batch.Add(SystemCall.wait4, child.Process.Pid, 0, WUNTRACED | WNOHANG | WALL, 0);
        ForgetSignal(batch, SIGCHLD, parentProcess.SignalActions.ElementAtOrDefault(SIGCHLD - 1) ?? new SignalActionRecord());
        parent.Run(batch).ThrowIfAnyFailed();
    }

    /// <summary>Has a husk stop and go on, so that its parent can hear of it.</summary>
    public static void Continue(HuskServer child, HuskServer parent)
    {
        _ = Syscall.kill(child.HostPid, Signum.SIGSTOP);
        Await(WUNTRACED);
        _ = Syscall.kill(child.HostPid, Signum.SIGCONT);
        Await(WCONTINUED);
        Forget(child, SIGCONT);
        Forget(parent, SIGCHLD);

        void Await(int what)
        {
            var batch = new SyscallBatch();
            batch.Add(SystemCall.waitid, P_PID, child.Pid, 0, what | WNOWAIT | WALL, 0);
            parent.Run(batch).ThrowIfAnyFailed();
        }

        static void Forget(HuskServer husk, int signal)
        {
            var batch = new SyscallBatch();
            ForgetSignal(batch, signal, new SignalActionRecord());
            husk.Run(batch).ThrowIfAnyFailed();
        }
    }

    /// <summary>To ignore a signal forgets those that wait (signal(7)).</summary>
    /// <param name="batch">Where the calls go.</param>
    /// <param name="signal">Which.</param>
    /// <param name="action">What it does afterwards.</param>
    public static void ForgetSignal(SyscallBatch batch, int signal, SignalActionRecord action)
    {
        const ulong SIG_IGN = 1;
        batch.Add(SystemCall.rt_sigaction, signal, batch.AddNumbers(SIG_IGN, 0, 0, 0), 0, sizeof(ulong));
        batch.Add(SystemCall.rt_sigaction, signal, batch.AddNumbers(action.Handler, action.Flags, action.Restorer, action.Mask), 0, sizeof(ulong));
    }

    /// <summary>One that the program handles itself would not stop it.</summary>
    private static bool CanStopBy(ProcessRecord process, int signal)
        => signal == SIGSTOP || process.SignalActions.ElementAtOrDefault(signal - 1) is null or { Handler: 0 };
}
