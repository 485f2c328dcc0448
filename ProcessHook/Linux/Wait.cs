using System.Runtime.InteropServices;

namespace Entracte.ProcessHook.Linux;

/// <summary>wait4(2) for one tracee, of whatever kind (__WALL).</summary>
internal static unsafe partial class Wait
{
    private const int WNOHANG = 1;
    private const int WALL = 0x40000000;
    private const int EINTR = 4;
    private const int ECHILD = 10;

    /// <summary>Looks without waiting. A thread that is no longer ours to wait for counts as ended.</summary>
    /// <returns>Whether there is news.</returns>
    public static bool TryTake(int tid, out WaitStatus status) => Take(tid, WNOHANG, out status);

    /// <summary>Waits until the tracee stops or ends. Only for a tracee that cannot run for long.</summary>
    public static WaitStatus Take(int tid)
    {
        Take(tid, 0, out var status);
        return status;
    }

    private static bool Take(int tid, int options, out WaitStatus status)
    {
        int value;
        int result;
        do
            result = wait4(tid, &value, options | WALL, null);
        while (result < 0 && Marshal.GetLastPInvokeError() == EINTR);
        if (result < 0 && Marshal.GetLastPInvokeError() is not ECHILD and var errno)
            throw new LinuxException("wait4", errno, $"thread {tid}");
        status = new WaitStatus(result < 0 ? 0 : value);
        return result != 0;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int wait4(int pid, int* status, int options, void* usage);
}
