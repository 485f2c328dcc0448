using System.Runtime.InteropServices;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;
using Entracte.ProcessHook.Tracing;

namespace Entracte.ProcessHook.Capture.Threads;

/// <summary>Makes the records of a process's threads; needs the hook inside.</summary>
internal static class ThreadCapture
{
    private const int SiginfoBytes = 128;
    private const int PR_TSC_SIGSEGV = 2;
    private const int PR_MCE_KILL_LATE = 0;
    private const int PR_MCE_KILL_EARLY = 1;

    /// <summary>With fewer the second processor is not awake before all is done.</summary>
    private const int ManyThreads = 16;

    public static ThreadRecord[] Take(FrozenMember member, List<Obstacle> obstacles)
    {
        IReadOnlyDictionary<int, ThreadAnswers> answers = null!;
        (string Name, SchedulingRecord Scheduling)[] looks = null!;
        SideBySide.Run(
            member.Threads.Count >= ManyThreads,
            () => answers = member.Process.QueryThreads(),
            () => looks = [.. member.Threads.Select(sight => (ProcFile.ReadName($"/proc/{member.HostPid}/task/{sight.HostTid}/comm"), SchedulingCapture.Of(sight.HostTid)))]);
        return [.. member.Threads.Select((sight, index) => Describe(member, sight, answers[sight.HostTid], obstacles) with { Name = looks[index].Name, Scheduling = looks[index].Scheduling })];
    }

    private static ThreadRecord Describe(FrozenMember member, ThreadSight sight, ThreadAnswers answers, List<Obstacle> obstacles)
    {
        var tid = member.OwnTids[sight.HostTid];
        if (sight.Call is { Number: null })
            obstacles.Add(new Obstacle(member.Pid, null, $"Thread {tid} waits in a system call whose number the kernel has forgotten.", "Try again a little later, when it has left that call."));
        var pending = Split(sight.PendingSignals);
        if (pending.Length > SignalRoom.Most)
            obstacles.Add(new Obstacle(member.Pid, null, $"{pending.Length} signals wait for its thread {tid}, more than {SignalRoom.Most}.", "Try again when it has taken some of them."));
        var registers = RestartedCall.Prepare(sight.Registers, sight.Call);
        return new ThreadRecord
        {
            Tid = tid,
            Registers = MemoryMarshal.AsBytes(new ReadOnlySpan<UserRegisters>(in registers)).ToArray(),
            ExtendedState = sight.ExtendedState,
            BlockedSignals = sight.BlockedSignals,
            PendingSignals = pending,
            AlternateStackAddress = answers.AlternateStackAddress,
            AlternateStackFlags = answers.AlternateStackFlags,
            AlternateStackSizeBytes = answers.AlternateStackBytes,
            RobustListHead = sight.RobustList.Head,
            RobustListSizeBytes = sight.RobustList.LengthBytes,
            ClearTidAddress = answers.TidAddress,
            RestartableSequenceAddress = sight.Rseq.Pointer,
            RestartableSequenceSizeBytes = sight.Rseq.SizeBytes,
            RestartableSequenceSignature = sight.Rseq.Signature,
            TimerSlackNanoseconds = (ulong)answers.TimerSlackNanoseconds,
            NoNewPrivileges = answers.Controls.NoNewPrivileges == 1,
            TimestampCounterFaults = answers.Controls.TimestampCounter == PR_TSC_SIGSEGV,
            CpuidFaults = answers.Controls.Cpuid == 0,
            MemoryFailurePolicy = answers.Controls.MachineCheck switch { PR_MCE_KILL_EARLY => 1, PR_MCE_KILL_LATE => 2, _ => 0 },
        };
    }

    /// <summary>The signals of one queue, each by itself.</summary>
    public static byte[][] Split(byte[] queue) => [.. queue.Chunk(SiginfoBytes)];
}
