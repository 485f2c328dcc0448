namespace Entracte.ProcessHook.Linux;

/// <summary>prctl(2): the options that capture and restore use (include/uapi/linux/prctl.h).</summary>
internal static class ProcessControl
{
    public const int PR_SET_PDEATHSIG = 1;
    public const int PR_GET_PDEATHSIG = 2;
    public const int PR_GET_DUMPABLE = 3;
    public const int PR_SET_DUMPABLE = 4;
    public const int PR_SET_KEEPCAPS = 8;
    public const int PR_SET_NAME = 15;
    public const int PR_CAPBSET_DROP = 24;
    public const int PR_GET_TSC = 25;
    public const int PR_SET_TSC = 26;
    public const int PR_GET_SECUREBITS = 27;
    public const int PR_SET_SECUREBITS = 28;
    public const int PR_SET_TIMERSLACK = 29;
    public const int PR_GET_TIMERSLACK = 30;
    public const int PR_MCE_KILL = 33;
    public const int PR_MCE_KILL_GET = 34;
    public const int PR_SET_MM = 35;
    public const int PR_SET_MM_MAP = 14;
    public const int PR_SET_CHILD_SUBREAPER = 36;
    public const int PR_GET_CHILD_SUBREAPER = 37;
    public const int PR_SET_NO_NEW_PRIVS = 38;
    public const int PR_GET_NO_NEW_PRIVS = 39;
    public const int PR_SET_THP_DISABLE = 41;
    public const int PR_GET_THP_DISABLE = 42;
    public const int PR_CAP_AMBIENT = 47;
    public const int PR_SET_MEMORY_MERGE = 67;
    public const int PR_GET_MEMORY_MERGE = 68;
    public const int PR_TIMER_CREATE_RESTORE_IDS = 77;
    public const int PR_SET_VMA = 0x53564d41;

    /// <summary>Of arch_prctl(2), arch/x86/include/uapi/asm/prctl.h.</summary>
    public const int ARCH_GET_CPUID = 0x1011;
    public const int ARCH_SET_CPUID = 0x1012;

    public const int PR_SET_VMA_ANON_NAME = 0;
}
