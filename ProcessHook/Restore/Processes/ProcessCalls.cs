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
        ApplyFilePlaces();
        ApplyAttributes();
        ApplyActions();
        RegisterForBarriers();
    }

    /// <summary>The limits of the image, as far as they are not above what this restart itself was given: only root may raise those.</summary>
    public void ApplyLimits()
    {
        var asking = new SyscallBatch();
        var present = process.ResourceLimits.Select((_, resource) =>
        {
            var space = asking.AddSpace(16);
            asking.Add(SystemCall.prlimit64, 0, resource, 0, space);
            return space;
        }).ToArray();
        var reply = husk.Run(asking).ThrowIfAnyFailed();
        var runner = new BatchRunner(husk, husk.Pid);
        for (var resource = 0; resource < process.ResourceLimits.Length; resource++)
        {
            var wanted = process.ResourceLimits[resource];
            var most = BitConverter.ToUInt64(reply.Bytes(present[resource])[8..]);
            var hard = isPrivileged ? wanted.Hard : Math.Min(wanted.Hard, most);
            if (hard != wanted.Hard)
                notes.Add($"pid {process.Pid}: resource limit {resource} was {wanted.Hard} and is {hard} now, the most that this login may have");
            var limit = runner.Begin(1, 16).AddNumbers(Math.Min(wanted.Soft, hard), hard);
            runner.Add($"setting resource limit {resource}", SystemCall.prlimit64, 0, resource, limit, 0);
        }
        runner.Send();
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

    private void ApplyFilePlaces()
    {
        var runner = new BatchRunner(husk, husk.Pid);
        if (process.RootDirectory is not ("" or "/"))
            runner.Add($"chroot to {process.RootDirectory}", SystemCall.chroot, runner.Begin(1, 8192).AddString(process.RootDirectory));
        runner.Add($"changing to {process.WorkingDirectory}", SystemCall.chdir, runner.Begin(1, 8192).AddString(process.WorkingDirectory));
        runner.Add("umask", SystemCall.umask, process.FileModeMask);
        runner.Send();
        Write("/proc/self/oom_score_adj", process.OutOfMemoryScoreAdjustment.ToString(System.Globalization.CultureInfo.InvariantCulture), "its out-of-memory score");
        Write("/proc/self/coredump_filter", $"0x{process.CoreDumpFilter:x}", "its core dump filter");
    }

    private void ApplyAttributes()
    {
        var runner = new BatchRunner(husk, husk.Pid);
        runner.Add("personality", SystemCall.personality, (ulong)process.Personality);
        runner.Add("PR_SET_CHILD_SUBREAPER", SystemCall.prctl, ProcessControl.PR_SET_CHILD_SUBREAPER, process.ChildSubreaper ? 1 : 0);
        runner.Add("PR_SET_THP_DISABLE", SystemCall.prctl, ProcessControl.PR_SET_THP_DISABLE, process.AddressSpace.TransparentHugePagesDisabled ? 1 : 0);
        if (process.NoNewPrivileges)
            runner.Add("PR_SET_NO_NEW_PRIVS", SystemCall.prctl, ProcessControl.PR_SET_NO_NEW_PRIVS, 1);
        runner.Send();
    }

    private void ApplyActions()
    {
        const int SIGKILL = 9;
        const int SIGSTOP = 19;
        var runner = new BatchRunner(husk, husk.Pid);
        for (var signal = 1; signal <= process.SignalActions.Length; signal++)
        {
            var action = process.SignalActions[signal - 1];
            if (signal is SIGKILL or SIGSTOP || (action.Handler == 0 && action.Flags == 0))
                continue;
            var structure = runner.Begin(1, 32).AddNumbers(action.Handler, action.Flags, action.Restorer, action.Mask);
            runner.Add($"rt_sigaction of signal {signal}", SystemCall.rt_sigaction, signal, structure, 0, sizeof(ulong));
        }
        runner.Send();
    }

    /// <summary>
    /// Whether a process had registered for membarrier(2) is known only to Linux 6.3 and later, so each is registered for the private kinds: to one that
    /// never asks for a barrier it makes no difference, and .NET ends when the one that it registered for is refused. Kernels without a kind say so, and are not minded.
    /// </summary>
    private void RegisterForBarriers()
    {
        const int MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED = 1 << 4;
        const int MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE = 1 << 6;
        var batch = new SyscallBatch();
        batch.Add(SystemCall.membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0);
        batch.Add(SystemCall.membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE, 0, 0);
        husk.Run(batch);
    }

    private void Write(string path, string text, string what)
    {
        var batch = new SyscallBatch();
        var opened = batch.Add(SystemCall.open, batch.AddString(path), Fcntl.O_WRONLY | Fcntl.O_CLOEXEC);
        var bytes = batch.AddData(System.Text.Encoding.UTF8.GetBytes(text));
        var written = batch.Add(SystemCall.write, SyscallArgument.ResultOf(opened), bytes, bytes.SizeBytes);
        batch.Add(SystemCall.close, SyscallArgument.ResultOf(opened));
        if (husk.Run(batch).Raw(written) is < 0 and var error)
            notes.Add($"pid {process.Pid}: {what} could not be restored: {LinuxException.Describe((int)-error)}");
    }
}
