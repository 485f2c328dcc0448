using Entracte.ProcessHook.Injection;

namespace Entracte.ProcessHook.Restore;

/// <summary>The system calls by which a husk ends with a wanted wait status (wait(2)).</summary>
internal static class HuskEnd
{
    private const long SYS_rt_sigaction = 13;
    private const long SYS_rt_sigprocmask = 14;
    private const long SYS_getpid = 39;
    private const long SYS_kill = 62;
    private const long SYS_setrlimit = 160;
    private const long SYS_exit_group = 231;
    private const int SIG_UNBLOCK = 1;
    private const int RLIMIT_CORE = 4;
    private const int SignalMask = 0x7f;
    private const int KernelSignalSetBytes = 8;

    public static SyscallBatch WithStatus(int waitStatus)
    {
        var batch = new SyscallBatch();
        var signal = waitStatus & SignalMask;
        if (signal == 0)
        {
            batch.Add(SYS_exit_group, (waitStatus >> 8) & 0xff);
            return batch;
        }
        batch.Add(SYS_setrlimit, RLIMIT_CORE, batch.AddSpace(16));
        batch.Add(SYS_rt_sigaction, signal, batch.AddSpace(32), 0, KernelSignalSetBytes); // zeros: SIG_DFL
        batch.Add(SYS_rt_sigprocmask, SIG_UNBLOCK, batch.AddData(1ul << (signal - 1)), 0, KernelSignalSetBytes);
        batch.Add(SYS_kill, SyscallArgument.ResultOf(batch.Add(SYS_getpid)), signal);
        return batch;
    }
}
