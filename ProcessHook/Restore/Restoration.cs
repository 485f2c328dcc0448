using System.Diagnostics;
using System.Runtime.InteropServices;
using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Connections;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Restore.Descriptors;
using Entracte.ProcessHook.Restore.Memory;
using Entracte.ProcessHook.Restore.Processes;
using Entracte.ProcessHook.Restore.SystemV;
using Entracte.ProcessHook.Restore.Terminals;
using Entracte.ProcessHook.Restore.Threads;
using Entracte.ProcessHook.Tracing;
using Microsoft.Win32.SafeHandles;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Restore;

/// <summary>
/// One machine's part of one restart, step by step, in the order of the members below; barriers over many machines fit between them. Everything may
/// be called from any thread, one step at a time. <see cref="Dispose"/> before <see cref="Run"/> removes every process that was created.
/// </summary>
/// <param name="tracers">Seize the husks at the end.</param>
/// <param name="options">How.</param>
/// <param name="parts">The images of this machine's processes, verified but for their own pages, which <see cref="RebuildMemory"/> verifies; they stay the caller's.</param>
/// <param name="keeper">The first husk; from <see cref="Run"/> on it guards the restored processes.</param>
public sealed class Restoration(TracerThreads tracers, RestorationOptions options, IReadOnlyList<ProcessFileReader> parts, HuskServer keeper) : IDisposable
{
    /// <summary>From here on it is worth while to wake another processor.</summary>
    private const long LargeBytes = 4 << 20;

    private readonly List<PhaseRecord> phases = [];
    private readonly List<string> notes = [];
    private readonly SharedMemoryRebuild sharedMemories = new();
    private readonly RestoredTerminals terminals = new(keeper, [.. parts.Select(part => part.Record)]);
    private IReadOnlyList<RestoringMember> members = [];
    private DescriptorRestore? descriptors;
    private SystemVRestore? systemV;
    private ulong[] givenLimits = [];
    private bool isDone;

    /// <summary>How long each step took.</summary>
    public IReadOnlyList<PhaseRecord> Phases => phases;

    /// <summary>What is not quite as it was.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>Those that are being restored; the root first.</summary>
    public IReadOnlyList<RestoredProcess> Processes => [.. members.Select(member => new RestoredProcess(
        member.Husk.HostPid, member.Process.Pid, member.Process.ParentPid, member.Part.Record.Threads.Length, member.Process.CommandLine))];

    /// <summary>At the end there is a husk for each process, with its old pid, parent, session and group.</summary>
    public void CreateProcesses() => Timed("create processes", () =>
    {
        SoftLimits.Raise(keeper);
        terminals.Create();
        members = new TreeGrowth(keeper, parts, terminals).Grow();
    });

    /// <summary>At the end everything is open that needs no partner.</summary>
    public void OpenDescriptors() => Timed("open descriptors", () =>
    {
        foreach (var member in members)
            sharedMemories.Create(member.Part);
        systemV = new SystemVRestore(keeper, members, IsPrivileged, notes);
        systemV.Create();
        var sharers = members.Where(member => member.Process.SharesDescriptors).ToLookup(member => member.Process.ParentPid);
        var holders = members.Where(member => !member.Process.SharesDescriptors).Select(member => Describe(member, [.. SharersWith(member, sharers)]));
        descriptors = new DescriptorRestore([.. holders], options.Descriptors, terminals);
        descriptors.OpenAll();
    });

    /// <summary>Where connections wait for their other ends on other nodes; known when all is opened.</summary>
    public IReadOnlyList<ConnectionOffer> Offers => Opened.Offers;

    /// <summary>At the end everything is connected that was.</summary>
    /// <param name="offers">Of all nodes; nothing for a computation of one.</param>
    public void Connect(IReadOnlyList<ConnectionOffer>? offers = null) => Timed("connect", () => Opened.Connect(offers));

    /// <summary>At the end what was in flight is in flight again.</summary>
    public void RefillQueues() => Timed("refill queues", () => Opened.Refill());

    /// <summary>At the end every process has its memory. To be called when all nodes have refilled.</summary>
    /// <exception cref="ImageFormatException">Pages of a process are damaged.</exception>
    public void RebuildMemory() => Timed("rebuild memory", () =>
    {
        Opened.Settle();
        var shared = new Dictionary<ulong, SafeFileHandle>(sharedMemories.Handles);
        foreach (var (id, handle) in Opened.UnnamedFiles)
            shared.Add(id, handle);
        using var executables = new RestoredExecutables();
        foreach (var member in members)
            executables.Create(member.Part);
        // The large ones begin, and each gets its share of the processors.
        var bySize = members.Select(member => (Member: member, IsLarge: OwnBytesOf(member) >= LargeBytes)).OrderByDescending(each => each.IsLarge).ToArray();
        var workers = Math.Max(1, Environment.ProcessorCount / Math.Max(1, bySize.Count(each => each.IsLarge)));
        SideBySide.ForEach(bySize, each =>
        {
            MemoryRebuild.Run(each.Member.Husk, each.Member.Part, shared, systemV!.Segments, each.IsLarge ? workers : 1);
            AddressSpaceSettings.Apply(each.Member.Husk, each.Member.Part, executables.Handles);
        });
        systemV!.LetGoOfSegments();
        Opened.Seal();
    });

    /// <summary>At the end every thread is there, has its registers, and stands still in the tracer's hands. To be called when all nodes have their memory.</summary>
    public void RebuildThreads() => Timed("rebuild threads", () =>
    {
        // Not before the pages of all nodes have turned out to be right.
        Opened.CutFiles();
        systemV!.Adjust();
        notes.AddRange(SideBySide.Select(members, RebuildProcess).SelectMany(said => said));
        Opened.Place();
        givenLimits = ProcessCalls.HardLimitsOf(keeper, members.Max(member => member.Process.ResourceLimits.Length));
        var stopped = StoppedChildren.Of(members);
        foreach (var child in stopped)
            StopAgain(child, members.First(member => member.Process.Pid == child.Process.ParentPid));
        var others = members.Except(stopped).ToArray();
        notes.AddRange(SideBySide.Select(others, FinishProcess).SelectMany(said => said));
        tracers.ForEach(others, member => member.Husk.HostPid, GiveRegisters);
        // Now, when all main threads have ended that will: a child whose maker ends gets the signal that it has asked for, and not before it has its user, which makes it forget the signal.
        tracers.ForEach(members.Where(member => member.Process.ParentDeathSignal != 0), member => member.Husk.HostPid, AskForParentDeath);
    });

    /// <summary>The last step: the keeper takes over, and all run.</summary>
    public IReadOnlyList<RestoredProcess> Run()
    {
        Timed("run", () =>
        {
            var root = members[0].Process;
            keeper.Guard(root.Pid, ForegroundGroup);
            foreach (var member in members.Where(member => member.Process is { StopSignal: not 0, ParentPid: 0 }))
                _ = Syscall.kill(member.Husk.HostPid, NativeConvert.ToSignum(member.Process.StopSignal));
            // All or nobody: should we die between two of them, the keeper, which has not been told to go on, ends those that run already.
            foreach (var member in members)
                member.Seized!.Disarm();
            keeper.Go();
            isDone = true;
            foreach (var member in members)
                member.Seized!.LetGo();
        });
        return Processes;
    }

    public void Dispose()
    {
        descriptors?.Dispose();
        sharedMemories.Dispose();
        foreach (var member in members)
            member.Dispose();
        if (!isDone)
            keeper.Dispose();
    }

    private static long OwnBytesOf(RestoringMember member)
    {
        var bytes = 0L;
        foreach (var extent in member.Part.ExtentsOf(0))
            bytes += extent.LengthBytes;
        return bytes;
    }

    private DescriptorRestore Opened => descriptors ?? throw new InvalidOperationException("the descriptors have not been opened");

    private static RestoredMember Describe(RestoringMember member, IReadOnlyList<RestoringMember> sharers)
        => new(member.Husk, member.Part.Record, number => MoveAside(member, sharers, number), (id, file) => SharedMemoryRebuild.CopyContent(member.Part, id, file))
        {
            Servers = sharers.Count + 1,
        };

    private static void MoveAside(RestoringMember member, IReadOnlyList<RestoringMember> sharers, int number)
    {
        HuskServer[] husks = [member.Husk, .. sharers.Select(sharer => sharer.Husk)];
        // Where several have theirs in one table, one must not take the number that another one still has.
        if (husks.Length > 1)
            Number(husks, Math.Max(number + husks.Length, husks.Max(husk => husk.SocketDescriptor) + 1));
        Number(husks, number);

        static void Number(HuskServer[] husks, int first)
        {
            foreach (var husk in husks)
                husk.MoveSocket(first++);
        }
    }

    /// <summary>All others who have a process's descriptors: those of its children that share them, and of theirs.</summary>
    private static IEnumerable<RestoringMember> SharersWith(RestoringMember member, ILookup<int, RestoringMember> sharersOf)
        => sharersOf[member.Process.Pid].SelectMany(sharer => SharersWith(sharer, sharersOf).Prepend(sharer));

    /// <summary>What needs the husk's privilege or must be there before threads and descriptors.</summary>
    private List<string> RebuildProcess(RestoringMember member)
    {
        var said = new List<string>();
        new ProcessCalls(member.Husk, member.Process, IsPrivileged, said).Apply();
        foreach (var thread in member.OtherThreads)
        {
            var batch = new SyscallBatch();
            var calls = ThreadCalls.Add(batch, thread, member.Process, IsPrivileged, []);
            said.AddRange(calls.Check(member.Husk.CloneThread(thread.Tid, 0, batch), thread.Tid));
        }
        return said;
    }

    /// <summary>Timers, and what is the main thread's own, with the limits: the last calls of the husk.</summary>
    private List<string> FinishProcess(RestoringMember member)
    {
        var said = new List<string>();
        var process = new ProcessCalls(member.Husk, member.Process, IsPrivileged, said);
        LateProtection.Apply(new BatchRunner(member.Husk, member.Husk.Pid), member.Part);
        var timers = new TimerCalls(member.Husk, member.Process);
        timers.Create();
        process.QueueSignals();
        timers.Start();
        var batch = new SyscallBatch();
        var limits = process.LimitsWithin(givenLimits);
        var calls = member.Process.EndedMainThread is { } ended
            ? ThreadCalls.AddEnded(batch, ended, member.Process, IsPrivileged, limits)
            : ThreadCalls.Add(batch, member.Part.Record.Threads[0], member.Process, IsPrivileged, limits);
        said.AddRange(calls.Check(member.Husk.Run(batch), member.Process.Pid));
        return said;
    }

    /// <summary>Before its parent has its signals and last registers: that hears of it.</summary>
    private void StopAgain(RestoringMember child, RestoringMember parent)
    {
        notes.AddRange(FinishProcess(child));
        tracers.ForEach([child], member => member.Husk.HostPid, GiveRegisters);
        StoppedChildren.Stop(child, parent.Husk, parent.Process);
    }

    /// <summary>Who had the terminal of the restart when it was that of the checkpoint; who was started in the background gets it as a whole.</summary>
    private int ForegroundGroup
        => members.SelectMany(member => member.Part.Record.OpenFiles).OfType<ExternalStreamRecord>().FirstOrDefault(stream => stream.ForegroundGroup != 0)?.ForegroundGroup
            ?? (members[0].Process.Session == 0 ? members[0].Process.ProcessGroup : 0);

    private bool IsPrivileged => !keeper.Namespaces.HasFlag(HuskNamespaces.User) && Syscall.geteuid() == 0;

    /// <summary>On the thread that will trace it.</summary>
    private void GiveRegisters(RestoringMember member)
    {
        var vdso = member.Part.Record.Mappings.First(mapping => mapping.Name == "[vdso]");
        member.Seized = member.Husk.Seize(tracers.Of(member.Husk.HostPid));
        foreach (var thread in member.OtherThreads)
            SetFinal(member.Seized, thread);
        member.Seized.UnmapArea(vdso.Address, vdso.LengthBytes);
        if (member.Process.EndedMainThread is { } ended)
            member.Seized.EndMainThread(ended.ExitStatus);
        else
            SetFinal(member.Seized, member.Part.Record.Threads[0]);
    }

    private static void AskForParentDeath(RestoringMember member)
    {
        var (husk, thread) = (member.Seized!, member.Part.Record.Threads[0]);
        husk.Call(thread.Tid, "prctl(PR_SET_PDEATHSIG)", SystemCall.prctl, ProcessControl.PR_SET_PDEATHSIG, (ulong)member.Process.ParentDeathSignal);
        SetFinal(husk, thread);
    }

    private static void SetFinal(SeizedHusk husk, ThreadRecord thread)
        => husk.SetFinal(thread.Tid, MemoryMarshal.Read<UserRegisters>(thread.Registers), thread.ExtendedState, thread.BlockedSignals);

    private void Timed(string phase, Action action)
    {
        var begin = Stopwatch.GetTimestamp();
        action();
        phases.Add(new PhaseRecord { Name = phase, DurationMicroseconds = (long)Stopwatch.GetElapsedTime(begin).TotalMicroseconds });
    }
}
