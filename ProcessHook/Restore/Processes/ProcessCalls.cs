using System.Buffers.Binary;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Restore.Memory;

namespace Entracte.ProcessHook.Restore.Processes;

/// <summary>Gives a husk what belongs to the process as a whole; memory is in place, the privilege of the husk still there.</summary>
internal sealed class ProcessCalls(HuskServer husk, ProcessRecord process, bool isPrivileged, List<string> notes)
{
    public void Apply()
    {
        var runner = new BatchRunner(husk, husk.Pid);
        ApplyFilePlaces(runner);
        ApplyAttributes(runner);
        ApplyActions(runner);
        runner.Send();
        ApplyWishes();
    }

    /// <summary>The limits up to which a process may raise its own, by their numbers.</summary>
    public static ulong[] HardLimitsOf(HuskServer husk, int count)
    {
        var asking = new SyscallBatch();
        var limits = Enumerable.Range(0, count).Select(resource =>
        {
            var space = asking.AddSpace(16);
            asking.Add(SystemCall.prlimit64, 0, resource, 0, space);
            return space;
        }).ToArray();
        var reply = husk.Run(asking).ThrowIfAnyFailed();
        return [.. limits.Select(space => BitConverter.ToUInt64(reply.Bytes(space)[8..]))];
    }

    /// <summary>The limits of the image, as far as they are not above what this restart itself was given: only root may raise those.</summary>
    /// <param name="given">Those that the restart was given.</param>
    public ResourceLimitRecord[] LimitsWithin(ulong[] given)
    {
        var limits = process.ResourceLimits.ToArray();
        for (var resource = 0; resource < limits.Length && !isPrivileged; resource++)
        {
            var wanted = limits[resource];
            if (wanted.Hard <= given[resource])
                continue;
            limits[resource] = new ResourceLimitRecord { Soft = Math.Min(wanted.Soft, given[resource]), Hard = given[resource] };
            notes.Add($"pid {process.Pid}: resource limit {resource} was {wanted.Hard} and is {given[resource]} now, the most that this login may have");
        }
        return limits;
    }

    /// <summary>Signals that wait for the whole process; blocked in all threads, so that they go on waiting.</summary>
    public void QueueSignals()
    {
        var runner = new BatchRunner(husk, husk.Pid);
        foreach (var signal in process.PendingSignals)
        {
            var information = runner.Begin(1, signal.Length).AddData(signal);
            runner.Add("queueing a signal", SystemCall.rt_sigqueueinfo, process.Pid, BinaryPrimitives.ReadInt32LittleEndian(signal), information);
        }
        runner.Send();
    }

    private void ApplyFilePlaces(BatchRunner runner)
    {
        if (process.RootDirectory is not ("" or "/"))
            runner.Add($"chroot to {process.RootDirectory}", SystemCall.chroot, runner.Begin(1, 8192).AddString(process.RootDirectory));
        runner.Add($"changing to {process.WorkingDirectory}", SystemCall.chdir, runner.Begin(1, 8192).AddString(process.WorkingDirectory));
        runner.Add("umask", SystemCall.umask, process.FileModeMask);
    }

    private void ApplyAttributes(BatchRunner runner)
    {
        runner.Add("personality", SystemCall.personality, (ulong)process.Personality);
        runner.Add("PR_SET_CHILD_SUBREAPER", SystemCall.prctl, ProcessControl.PR_SET_CHILD_SUBREAPER, process.ChildSubreaper ? 1 : 0);
        runner.Add(
            "PR_SET_THP_DISABLE", SystemCall.prctl, ProcessControl.PR_SET_THP_DISABLE, process.AddressSpace.TransparentHugePagesDisabled ? 1 : 0, process.AddressSpace.TransparentHugePagesFlags);
        if (process.NoNewPrivileges)
            runner.Add("PR_SET_NO_NEW_PRIVS", SystemCall.prctl, ProcessControl.PR_SET_NO_NEW_PRIVS, 1);
    }

    private void ApplyActions(BatchRunner runner)
    {
        const int SIGKILL = 9;
        const int SIGSTOP = 19;
        for (var signal = 1; signal <= process.SignalActions.Length; signal++)
        {
            var action = process.SignalActions[signal - 1];
            if (signal is SIGKILL or SIGSTOP || (action.Handler == 0 && action.Flags == 0))
                continue;
            var structure = runner.Begin(1, 32).AddNumbers(action.Handler, action.Flags, action.Restorer, action.Mask);
            runner.Add($"rt_sigaction of signal {signal}", SystemCall.rt_sigaction, signal, structure, 0, sizeof(ulong));
        }
    }

    /// <summary>What a restart does not fail for.</summary>
    private void ApplyWishes()
    {
        var batch = new SyscallBatch();
        var score = AddWriting(batch, "/proc/self/oom_score_adj", process.OutOfMemoryScoreAdjustment.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var filter = AddWriting(batch, "/proc/self/coredump_filter", $"0x{process.CoreDumpFilter:x}");
        List<(int Call, string What)> wishes = [(score, "its out-of-memory score"), (filter, "its core dump filter")];
        if (process.AddressSpace.MergesMemory)
            wishes.Add((batch.Add(SystemCall.prctl, ProcessControl.PR_SET_MEMORY_MERGE, 1), "the merging of its memory"));
        RegisterForBarriers(batch);
        var reply = husk.Run(batch);
        foreach (var (call, what) in wishes)
        {
            if (reply.Raw(call) is < 0 and var error)
                notes.Add($"pid {process.Pid}: {what} could not be restored: {LinuxException.Describe((int)-error)}");
        }
    }

    /// <summary>
    /// Whether a process had registered for membarrier(2) is known only to Linux 6.3 and later, so each is registered for the private kinds: to one that
    /// never asks for a barrier it makes no difference, and .NET ends when the one that it registered for is refused. Kernels without a kind say so, and are not minded.
    /// </summary>
    private static void RegisterForBarriers(SyscallBatch batch)
    {
        const int MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED = 1 << 4;
        const int MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE = 1 << 6;
        batch.Add(SystemCall.membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0);
        batch.Add(SystemCall.membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE, 0, 0);
    }

    private static int AddWriting(SyscallBatch batch, string path, string text)
    {
        var opened = batch.Add(SystemCall.open, batch.AddString(path), Fcntl.O_WRONLY | Fcntl.O_CLOEXEC);
        var bytes = batch.AddData(System.Text.Encoding.UTF8.GetBytes(text));
        var written = batch.Add(SystemCall.write, SyscallArgument.ResultOf(opened), bytes, bytes.SizeBytes);
        batch.Add(SystemCall.close, SyscallArgument.ResultOf(opened));
        return written;
    }
}
