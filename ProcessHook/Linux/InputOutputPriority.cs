using System.Runtime.InteropServices;

namespace Entracte.ProcessHook.Linux;

/// <summary>ioprio_get(2).</summary>
public static partial class InputOutputPriority
{
    /// <summary>IOPRIO_WHO_PROCESS, which for ioprio_set(2) means one thread.</summary>
    public const int IOPRIO_WHO_PROCESS = 1;

    private const long SYS_ioprio_get = 252;

    /// <summary>Class and level of a thread; 0 when it never had one of its own.</summary>
    public static int Of(int hostTid)
    {
        var priority = syscall(SYS_ioprio_get, IOPRIO_WHO_PROCESS, hostTid);
        return priority < 0 ? throw new LinuxException("ioprio_get", Marshal.GetLastPInvokeError(), $"thread {hostTid}") : (int)priority;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial long syscall(long number, int which, int who);
}
