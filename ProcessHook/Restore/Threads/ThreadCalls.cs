using System.Buffers.Binary;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Restore.Threads;

/// <summary>The calls by which a thread takes on what only it can take on. The last of them gives up the privilege of the husk.</summary>
internal sealed class ThreadCalls
{
    private const int PRIO_PROCESS = 0;

    private readonly SyscallBatch batch;
    private readonly List<(int Call, string What)> required = [];
    private readonly List<(int Call, string What)> wished = [];

    private ThreadCalls(SyscallBatch batch) => this.batch = batch;

    /// <param name="batch">Where the calls are added.</param>
    /// <param name="thread">What it shall be.</param>
    /// <param name="process">Its process.</param>
    /// <param name="mayChangeUser">Whether the restart is privileged, so that user and groups are set too.</param>
    /// <param name="limits">Of the whole process, from the last thread that is made; until then each may take what was had before they were lowered.</param>
    public static ThreadCalls Add(SyscallBatch batch, ThreadRecord thread, ProcessRecord process, bool mayChangeUser, ResourceLimitRecord[] limits)
    {
        var calls = new ThreadCalls(batch);
        calls.AddSelf(thread);
        calls.AddScheduling(thread.Scheduling);
        calls.AddPending(thread, process.Pid);
        calls.AddLimits(limits);
        Processes.CredentialCalls.Add(batch, process, mayChangeUser, calls.required);
        return calls;
    }

    /// <summary>For a main thread that will end before the others run: what is seen of it then.</summary>
    public static ThreadCalls AddEnded(SyscallBatch batch, EndedThreadRecord thread, ProcessRecord process, bool mayChangeUser, ResourceLimitRecord[] limits)
    {
        var calls = new ThreadCalls(batch);
        calls.AddName(thread.Name);
        calls.AddScheduling(thread.Scheduling);
        calls.AddLimits(limits);
        Processes.CredentialCalls.Add(batch, process, mayChangeUser, calls.required);
        return calls;
    }

    /// <summary>Throws for what must not fail and returns sentences about what was wished for in vain.</summary>
    public IEnumerable<string> Check(SyscallReply reply, int tid)
    {
        foreach (var (call, what) in required)
        {
            if (reply.Raw(call) is >= -4095 and < 0 and var error)
                throw new ObstaclesException("the restart was given up",
                    [new Obstacle(tid, null, $"{what} of thread {tid} failed: {LinuxException.Describe((int)-error)}.", "Restart where this is allowed.")]);
        }
        return wished.Where(wish => reply.Raw(wish.Call) is >= -4095 and < 0)
            .Select(wish => $"thread {tid}: {wish.What} could not be restored: {LinuxException.Describe((int)-reply.Raw(wish.Call))}");
    }

    private void AddSelf(ThreadRecord thread)
    {
        Require("set_tid_address", SystemCall.set_tid_address, thread.ClearTidAddress);
        if (thread.RobustListSizeBytes > 0)
            Require("set_robust_list", SystemCall.set_robust_list, thread.RobustListHead, thread.RobustListSizeBytes);
        if (thread.RestartableSequenceAddress != 0)
            Require("rseq", SystemCall.rseq, thread.RestartableSequenceAddress, (ulong)thread.RestartableSequenceSizeBytes, 0, (ulong)thread.RestartableSequenceSignature);
        Span<byte> stack = stackalloc byte[24];
        BinaryPrimitives.WriteUInt64LittleEndian(stack, thread.AlternateStackAddress);
        BinaryPrimitives.WriteInt32LittleEndian(stack[8..], thread.AlternateStackFlags);
        BinaryPrimitives.WriteUInt64LittleEndian(stack[16..], thread.AlternateStackSizeBytes);
        Require("sigaltstack", SystemCall.sigaltstack, batch.AddData(stack), 0);
        Require("prctl(PR_SET_TIMERSLACK)", SystemCall.prctl, ProcessControl.PR_SET_TIMERSLACK, thread.TimerSlackNanoseconds);
        AddName(thread.Name);
        AddControls(thread);
    }

    private void AddControls(ThreadRecord thread)
    {
        const int PR_TSC_SIGSEGV = 2;
        const int PR_MCE_KILL_SET = 1;
        if (thread.NoNewPrivileges)
            Require("prctl(PR_SET_NO_NEW_PRIVS)", SystemCall.prctl, ProcessControl.PR_SET_NO_NEW_PRIVS, 1);
        if (thread.MemoryFailurePolicy != 0)
            Wish("what it does when memory fails", SystemCall.prctl, ProcessControl.PR_MCE_KILL, PR_MCE_KILL_SET, thread.MemoryFailurePolicy == 1 ? 1 : 0);
        if (thread.CpuidFaults)
            Wish("that cpuid faults", SystemCall.arch_prctl, ProcessControl.ARCH_SET_CPUID, 0);
        if (thread.TimestampCounterFaults)
            Require("prctl(PR_SET_TSC)", SystemCall.prctl, ProcessControl.PR_SET_TSC, PR_TSC_SIGSEGV);
    }

    private void AddName(string name) => Require("prctl(PR_SET_NAME)", SystemCall.prctl, ProcessControl.PR_SET_NAME, batch.AddString(name));

    private void AddScheduling(SchedulingRecord scheduling)
    {
        var attributes = new SchedulingAttributes
        {
            SizeBytes = 48,
            Policy = scheduling.Policy,
            Flags = scheduling.Flags,
            Nice = scheduling.Nice,
            Priority = scheduling.Priority,
            RuntimeNanoseconds = scheduling.RuntimeNanoseconds,
            DeadlineNanoseconds = scheduling.DeadlineNanoseconds,
            PeriodNanoseconds = scheduling.PeriodNanoseconds,
        };
        // sched_setattr(2) leaves the niceness alone that a SCHED_IDLE thread will have when it is an ordinary one again.
        Wish("its niceness", SystemCall.setpriority, PRIO_PROCESS, 0, scheduling.Nice);
        Wish("its scheduling", SystemCall.sched_setattr, 0, batch.AddData(attributes), 0);
        if (scheduling.Processors.Length > 0)
        {
            // The kernel wants whole words.
            var mask = new byte[(scheduling.Processors.Length + 7) / 8 * 8];
            scheduling.Processors.CopyTo(mask, 0);
            Wish("the processors that it may use", SystemCall.sched_setaffinity, 0, mask.Length, batch.AddData(mask));
        }
        if (scheduling.InputOutputPriority != 0)
            Wish("its input/output priority", SystemCall.ioprio_set, InputOutputPriority.IOPRIO_WHO_PROCESS, 0, scheduling.InputOutputPriority);
    }

    private void AddPending(ThreadRecord thread, int pid)
    {
        foreach (var signal in thread.PendingSignals)
            Require("rt_tgsigqueueinfo", SystemCall.rt_tgsigqueueinfo, pid, thread.Tid, BinaryPrimitives.ReadInt32LittleEndian(signal), batch.AddData(signal));
    }

    private void AddLimits(ResourceLimitRecord[] limits)
    {
        for (var resource = 0; resource < limits.Length; resource++)
            Require($"setting resource limit {resource}", SystemCall.prlimit64, 0, resource, batch.AddNumbers(limits[resource].Soft, limits[resource].Hard), 0);
    }

    private void Require(string what, long number, params ReadOnlySpan<SyscallArgument> arguments) => required.Add((batch.Add(number, arguments), what));

    private void Wish(string what, long number, params ReadOnlySpan<SyscallArgument> arguments) => wished.Add((batch.Add(number, arguments), what));
}
