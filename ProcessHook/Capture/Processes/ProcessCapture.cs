using System.Runtime.InteropServices;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Memory;
using Entracte.ProcessHook.Capture.Threads;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;
using Entracte.ProcessHook.Restore.Memory;

namespace Entracte.ProcessHook.Capture.Processes;

/// <summary>Makes the record of a process: what /proc tells of it, and what the hook asks from within.</summary>
internal static class ProcessCapture
{
    /// <param name="member">With the hook inside.</param>
    /// <param name="parent">Null when it is no member.</param>
    /// <param name="tables">What it shares with that.</param>
    /// <param name="files">The files that the process has mapped; its executable is added.</param>
    /// <param name="sharedObjects">Where the content of an executable is kept that has lost its name.</param>
    /// <param name="outside">Whose sessions and groups are not the computation's.</param>
    /// <param name="news">What its parent can still hear of it.</param>
    /// <param name="droppedSignal">One that is left out where it waits; 0: none.</param>
    /// <param name="obstacles">Where it is said what cannot be captured.</param>
    public static ProcessRecord Take(
        FrozenMember member, FrozenMember? parent, SharedTables tables, MappedFiles files, SharedObjects sharedObjects, OutsideIds outside, ChildNews news, int droppedSignal,
        List<Obstacle> obstacles)
    {
        var folder = $"/proc/{member.LivingTid}";
        var answers = ProcessQuestions.Ask(member);
        var isStopped = member.Process.Threads[0].IsGroupStopped;
        if ((answers.ExtendedStatePermissions & TileData) != 0)
            obstacles.Add(new Obstacle(member.Pid, null, "It has asked for the tile registers of AMX, which a restart would not give back (ARCH_REQ_XCOMP_PERM).", WithoutTiles));
        if (answers.HasSegments)
            obstacles.Add(new Obstacle(member.Pid, null, "It has segments of its own, as programs that run 16-bit or 32-bit code have (modify_ldt).", "Only 64-bit programs can be captured."));
        return new ProcessRecord
        {
            Pid = member.Pid,
            ParentPid = parent?.Pid ?? 0,
            ProcessGroup = outside.GroupOf(member.Status.OwnProcessGroup, member.Stat.HostProcessGroup),
            Session = outside.SessionOf(member.Status.OwnSession, member.Stat.HostSession),
            ExitSignal = (member.EndedMainThread ?? member.Stat).ExitSignal,
            CommandLine = ProcFile.ReadText($"{folder}/cmdline").TrimEnd('\0').Replace('\0', ' '),
            Machine = MachineCapture.Of(member),
            AddressSpace = Describe(member, answers, files, sharedObjects),
            Credentials = Describe(member.Status, answers.SecureBits),
            WorkingDirectory = Link.Read($"{folder}/cwd"),
            RootDirectory = Link.Read($"{folder}/root"),
            FileModeMask = member.Status.FileModeMask,
            ResourceLimits = answers.ResourceLimits,
            SignalActions = answers.SignalActions,
            PendingSignals = [.. ThreadCapture.Split(member.PendingSignals).Where(signal => BitConverter.ToInt32(signal) != droppedSignal)],
            IntervalTimers = answers.IntervalTimers,
            PosixTimers = TimerCapture.Take(member, obstacles),
            OutOfMemoryScoreAdjustment = int.Parse(ProcFile.ReadText($"{folder}/oom_score_adj"), System.Globalization.CultureInfo.InvariantCulture),
            Personality = answers.Personality,
            ChildSubreaper = answers.ChildSubreaper,
            CoreDumpFilter = Convert.ToUInt32(ProcFile.ReadText($"{folder}/coredump_filter").Trim(), 16),
            EndedChildren = EndedChildren.Of(member, outside),
            StopSignal = !isStopped ? 0 : news.StopSignal != 0 ? news.StopSignal : SIGSTOP,
            IsStopTold = isStopped && parent is not null && news.StopSignal == 0,
            HasContinued = !isStopped && news.HasContinued,
            ParentDeathSignal = answers.ParentDeathSignal,
            IsDumpable = answers.IsDumpable,
            ProtectionKeys = answers.ProtectionKeys,
            EndedMainThread = member.EndedMainThread is { } ended ? Describe(member, ended) : null,
            SharesFilePlaces = tables.SharesFilePlaces(member),
            SharesDescriptors = tables.SharesDescriptors(member),
        };
    }

    private const int SIGSTOP = 19;

    /// <summary>XFEATURE_MASK_XTILE_DATA (arch/x86/include/asm/fpu/types.h).</summary>
    private const ulong TileData = 1ul << 18;

    private const string WithoutTiles = "Run it without AMX (for oneDNN: ONEDNN_MAX_CPU_ISA=AVX512_CORE).";

    private static AddressSpaceRecord Describe(FrozenMember member, ProcessAnswers answers, MappedFiles files, SharedObjects sharedObjects)
    {
        var link = $"/proc/{member.LivingTid}/exe";
        var path = Link.Read(link);
        // What the kernel calls "x (deleted)" may be there all the same, and be another file.
        var isThere = FileStatus.OfPath(files.ReachablePath(path)) is { } there && there.Identity == FileStatus.OfPath(link)?.Identity;
        var executable = isThere ? files.Find(path, isWritten: false) : null;
        return Describe(member, answers) with { ExecutableFileId = executable ?? 0, ExecutableContentId = executable is null ? sharedObjects.FindOrAddExecutable(member) : 0 };
    }

    private static AddressSpaceRecord Describe(FrozenMember member, ProcessAnswers answers) => new()
    {
        StartCode = member.Stat.StartCode,
        EndCode = member.Stat.EndCode,
        StartData = member.Stat.StartData,
        EndData = member.Stat.EndData,
        StartBreak = member.Stat.StartBreak,
        Break = answers.Break,
        StartStack = member.Stat.StartStack,
        ArgumentsStart = member.Stat.ArgumentsStart,
        ArgumentsEnd = member.Stat.ArgumentsEnd,
        EnvironmentStart = member.Stat.EnvironmentStart,
        EnvironmentEnd = member.Stat.EnvironmentEnd,
        AuxiliaryVector = ProcFile.ReadBytes($"/proc/{member.LivingTid}/auxv"),
        TransparentHugePagesDisabled = (answers.TransparentHugePages & 1) != 0,
        TransparentHugePagesFlags = answers.TransparentHugePages & ~1,
        MergesMemory = answers.MergesMemory,
        LockFuture = member.Status.LockedBytes > 0 || answers.HasNewPagesAtOnce ? LockedFuture(member) : 0,
    };

    /// <summary>What mlockall(2) has said of later mappings is told by the latest one, which is the hook's.</summary>
    private static int LockedFuture(FrozenMember member)
    {
        var latest = MemoryAreas.Of(member.LivingTid).Single(area => area.Start <= member.Hook.AreaStart && area.End > member.Hook.AreaStart);
        return !latest.HasFlag("lo") ? 0 : MappingFlags.MCL_FUTURE | (latest.HasFlag("lf") ? MappingFlags.MCL_ONFAULT : 0);
    }

    private static EndedThreadRecord Describe(FrozenMember member, ProcessStat ended)
        => new() { ExitStatus = ended.ExitStatus, Name = ended.Name, Scheduling = SchedulingCapture.Of(member.HostPid) };

    private static CredentialsRecord Describe(ProcessStatus status, uint secureBits) => new()
    {
        Users = status.Users,
        Groups = status.Groups,
        SupplementaryGroups = status.SupplementaryGroups,
        InheritableCapabilities = status.Capabilities("Inh"),
        PermittedCapabilities = status.Capabilities("Prm"),
        EffectiveCapabilities = status.Capabilities("Eff"),
        BoundingCapabilities = status.Capabilities("Bnd"),
        AmbientCapabilities = status.Capabilities("Amb"),
        SecureBits = secureBits,
    };
}
