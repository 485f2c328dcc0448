using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Linux;

/// <summary>pidfd_open(2) and pidfd_getfd(2).</summary>
public static partial class PidFd
{
    private const long SYS_pidfd_open = 434;
    private const long SYS_pidfd_getfd = 438;

    public static SafeFileHandle Open(int pid)
    {
        var result = syscall(SYS_pidfd_open, pid, 0, 0);
        return result < 0
            ? throw new LinuxException("pidfd_open", Marshal.GetLastPInvokeError(), $"process {pid}")
            : new SafeFileHandle((nint)result, ownsHandle: true);
    }

    /// <summary>A duplicate of the process's descriptor, close-on-exec; it shares the open file description.</summary>
    public static SafeFileHandle GetDescriptor(SafeFileHandle pidfd, int descriptor)
    {
        var result = syscall(SYS_pidfd_getfd, pidfd.DangerousGetHandle(), descriptor, 0);
        return result < 0
            ? throw new LinuxException("pidfd_getfd", Marshal.GetLastPInvokeError(), $"descriptor {descriptor}")
            : new SafeFileHandle((nint)result, ownsHandle: true);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial long syscall(long number, nint first, long second, long third);
}
