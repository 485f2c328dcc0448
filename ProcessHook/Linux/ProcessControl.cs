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
    public const int PR_GET_SECUREBITS = 27;
    public const int PR_SET_SECUREBITS = 28;
    public const int PR_SET_TIMERSLACK = 29;
    public const int PR_GET_TIMERSLACK = 30;
    public const int PR_SET_MM = 35;
    public const int PR_SET_MM_MAP = 14;
    public const int PR_SET_CHILD_SUBREAPER = 36;
    public const int PR_GET_CHILD_SUBREAPER = 37;
    public const int PR_SET_NO_NEW_PRIVS = 38;
    public const int PR_SET_THP_DISABLE = 41;
    public const int PR_GET_THP_DISABLE = 42;
    public const int PR_TIMER_CREATE_RESTORE_IDS = 77;
    public const int PR_SET_VMA = 0x53564d41;
    public const int PR_SET_VMA_ANON_NAME = 0;
}
