using System.Collections.Concurrent;
using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Restore.Terminals;

namespace Entracte.ProcessHook.Restore.Processes;

/// <summary>Creates the husks as <see cref="TreePlan"/> says: each a child of its true parent, with its old pid, session, group and terminal.</summary>
internal sealed class TreeGrowth(HuskServer keeper, IReadOnlyList<ProcessFileReader> parts, RestoredTerminals terminals)
{
    private const int Keeper = 0;

    /// <summary>They are there before another processor is awake.</summary>
    private const int FewProcesses = 8;

    private const int P_PID = 1;
    private const int WEXITED = 4;
    private const int WNOWAIT = 0x01000000;
    private const int WALL = 0x40000000;

    private readonly Dictionary<int, ProcessRecord> processes = parts.ToDictionary(part => part.Record.Process.Pid, part => part.Record.Process);
    private readonly Dictionary<int, EndedChildRecord> ended = parts.SelectMany(part => part.Record.Process.EndedChildren).ToDictionary(child => child.Pid);
    private readonly ConcurrentDictionary<int, HuskServer> husks = [];

    /// <summary>What would stand in the way of growing this tree again.</summary>
    public static IReadOnlyList<Obstacle> ObstaclesOf(IEnumerable<ProcessRecord> processes)
    {
        try
        {
            var known = processes.ToDictionary(process => process.Pid);
            return [.. Foundlings(TreePlan.Of([.. known.Values.SelectMany(Nodes)], []), known)];
        }
        catch (ObstaclesException impossible)
        {
            return impossible.Obstacles;
        }
    }

    /// <summary>Whoever shares something with his parent, and is born by somebody else because he is in another session.</summary>
    private static IEnumerable<Obstacle> Foundlings(TreePlan plan, Dictionary<int, ProcessRecord> processes)
        => from bear in plan.Growth.OfType<TreeStep.Bear>()
           let process = processes.GetValueOrDefault(bear.Child)
           where process is { SharesDescriptors: true } or { SharesFilePlaces: true } && (bear.Parent == Keeper || bear.Parent != process.ParentPid)
           select new Obstacle(process.Pid, null,
               $"It shares its descriptor table or its working directory with process {process.ParentPid}, which has adopted it and is in another session.", "Let it unshare(2) that.");

    /// <returns>In the order of the parts.</returns>
    public IReadOnlyList<RestoringMember> Grow()
    {
        var isComplete = false;
        try
        {
            var plan = TreePlan.Of([.. processes.Values.SelectMany(Nodes)], parts.SelectMany(part => part.Record.Threads).Select(thread => thread.Tid));
            if (Foundlings(plan, processes).ToArray() is { Length: > 0 } foundlings)
                throw new ObstaclesException("the restart was refused", foundlings);
            TreeStep[] early = processes.Count > FewProcesses ? [.. plan.Growth.TakeWhile(step => PerformerOf(step) is not null)] : [];
            if (early.Length > 0)
                GrowSideBySide(early.ToLookup(step => PerformerOf(step)!.Value));
            foreach (var step in plan.Growth.Skip(early.Length))
                Take(step);
            foreach (var process in processes.Values.Where(process => process.Session == process.Pid))
                BringToForeground(process.Pid);
            foreach (var step in plan.Farewells)
                Take(step);
            foreach (var process in processes.Values.Where(process => process.EndedChildren.Length > 0))
                EndChildren(process);
            foreach (var process in processes.Values.Where(process => process.HasContinued && process.ParentPid != Keeper))
                StoppedChildren.Continue(husks[process.Pid], husks[process.ParentPid]);
            isComplete = true;
            return [.. parts.Select(part => new RestoringMember(part, husks[part.Record.Process.Pid]))];
        }
        finally
        {
            foreach (var husk in husks.Where(husk => !isComplete || !processes.ContainsKey(husk.Key)))
                husk.Value.Dispose();
        }
    }

    private static IEnumerable<TreeNode> Nodes(ProcessRecord process)
        => process.EndedChildren.Select(child => new TreeNode(child.Pid, process.Pid, child.Session, child.ProcessGroup))
            .Prepend(new TreeNode(process.Pid, process.ParentPid, process.Session, process.ProcessGroup, process.ChildSubreaper));

    /// <summary>Whose step it is, where it needs nobody but him: no more than to have been born, and to have taken his earlier ones.</summary>
    private static int? PerformerOf(TreeStep step) => step switch
    {
        TreeStep.Bear { IsPassing: false } bear => bear.Parent,
        TreeStep.LeadSession lead => lead.Pid,
        _ => null,
    };

    /// <summary>Everybody takes his own steps in their order, from when on he is there.</summary>
    private void GrowSideBySide(ILookup<int, TreeStep> steps)
        => SideBySide.Unfold(Keeper, (pid, bear) =>
        {
            foreach (var step in steps[pid])
            {
                Take(step);
                if (step is TreeStep.Bear born && steps.Contains(born.Child))
                    bear(born.Child);
            }
        });

    private void Take(TreeStep step)
    {
        switch (step)
        {
            case TreeStep.Bear bear:
                Add(bear.Child, Husk(bear.Parent).CloneProcess(bear.Child, SharedWith(bear.Parent, bear.Child), bear.IsPassing ? 0 : ExitSignalOf(bear.Child)));
                break;
            case TreeStep.LeadSession lead:
                Run(lead.Pid, "setsid", SystemCall.setsid);
                TakeTerminal(lead.Pid);
                break;
            case TreeStep.JoinGroup join:
                Run(join.Pid, "setpgid", SystemCall.setpgid, 0, join.Group == join.Pid ? 0 : join.Group);
                break;
            case TreeStep.AdoptOrphans adopt:
                Run(adopt.Pid, "prctl", SystemCall.prctl, ProcessControl.PR_SET_CHILD_SUBREAPER, adopt.IsOn ? 1 : 0);
                break;
            case TreeStep.Pass pass:
                Forget(pass);
                break;
            default:
                throw new InvalidOperationException($"{step} is no step of a tree's growth");
        }
    }

    /// <summary>Passing processes are made without a signal at their end, so that their parents have nothing to hear; wait(2) sees them only with __WALL.</summary>
    private void Forget(TreeStep.Pass pass)
    {
        if (!husks.TryRemove(pass.Pid, out var husk))
            throw new InvalidOperationException($"process {pass.Pid} ends twice");
        using (husk)
            husk.End(0);
        Run(pass.Parent, "wait4", SystemCall.wait4, pass.Pid, 0, WALL, 0);
    }

    /// <summary>Those who are born after this have it too (setsid(2), ioctl_tty(2)).</summary>
    private void TakeTerminal(int session)
    {
        if (terminals.OfSession(session) is { } terminal)
            OnTerminal(session, terminal, Ioctl.TIOCSCTTY, 0);
    }

    private void BringToForeground(int session)
    {
        if (terminals.OfSession(session) is { ForegroundGroup: not 0 } terminal)
            OnTerminal(session, terminal, Ioctl.TIOCSPGRP, terminal.ForegroundGroup);
    }

    /// <param name="session">Whose leader does it.</param>
    /// <param name="terminal">On which.</param>
    /// <param name="request">TIOCSCTTY, which takes a number, or one that takes the address of a number.</param>
    /// <param name="number">That.</param>
    private void OnTerminal(int session, PseudoTerminalRecord terminal, uint request, int number)
    {
        var batch = new SyscallBatch();
        var opened = batch.Add(SystemCall.open, batch.AddString(RestoredTerminals.PathOf(terminal)), Fcntl.O_RDWR | Fcntl.O_NOCTTY | Fcntl.O_CLOEXEC);
        batch.Add(SystemCall.ioctl, SyscallArgument.ResultOf(opened), (long)request, request == Ioctl.TIOCSCTTY ? 0 : batch.AddData(number));
        batch.Add(SystemCall.close, SyscallArgument.ResultOf(opened));
        Husk(session).Run(batch).ThrowIfAnyFailed();
    }

    /// <summary>Children that only their parent's wait(2) will ever see again. Told they were long ago: that signal is no news.</summary>
    private void EndChildren(ProcessRecord parent)
    {
        foreach (var child in parent.EndedChildren)
        {
            husks[child.Pid].End(child.ExitStatus);
            // What we have seen so far is the end of its descriptors; the signal comes later, and must not come after it was forgotten.
            Run(parent.Pid, "waitid", SystemCall.waitid, P_PID, child.Pid, 0, WEXITED | WNOWAIT | WALL, 0);
        }
        ForgetSignals(Husk(parent.Pid), parent.EndedChildren.Select(child => child.ExitSignal).Where(signal => signal > 0).Distinct());
    }

    private static void ForgetSignals(HuskServer husk, IEnumerable<int> signals)
    {
        var batch = new SyscallBatch();
        foreach (var signal in signals)
            StoppedChildren.ForgetSignal(batch, signal, new SignalActionRecord());
        if (batch.Count > 0)
            husk.Run(batch).ThrowIfAnyFailed();
    }

    private void Add(int pid, HuskServer husk)
    {
        if (!husks.TryAdd(pid, husk))
            throw new InvalidOperationException($"process {pid} is born twice");
    }

    private HuskServer Husk(int pid) => pid == Keeper ? keeper : husks[pid];

    /// <summary>What a child can only have in common with its parent from birth.</summary>
    private ulong SharedWith(int parent, int child)
    {
        const ulong CLONE_FS = 0x200;
        return processes.TryGetValue(child, out var process) && process.ParentPid == parent
            ? (process.SharesFilePlaces ? CLONE_FS : 0) | (process.SharesDescriptors ? HuskServer.CLONE_FILES : 0)
            : 0;
    }

    private int ExitSignalOf(int pid) => processes.TryGetValue(pid, out var process) ? process.ExitSignal : ended[pid].ExitSignal;

    private void Run(int pid, string what, long number, params ReadOnlySpan<SyscallArgument> arguments)
    {
        var batch = new SyscallBatch();
        var call = batch.Add(number, arguments);
        if (Husk(pid).Run(batch).Raw(call) is < 0 and var error)
            throw new LinuxException(what, (int)-error, $"process {pid}");
    }
}
