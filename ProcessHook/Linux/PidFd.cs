using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Linux;

/// <summary>pidfd_open(2) and pidfd_getfd(2).</summary>
public static partial class PidFd
{
    private const long SYS_pidfd_open = 434;
    private const long SYS_pidfd_getfd = 438;

    private const int PIDFD_THREAD = 0x80; // O_EXCL

    /// <summary>Whether this kernel has pidfds of threads that are not main threads; since Linux 6.9.</summary>
    public static bool KnowsThreads { get; } = ProbeThreads();

    public static SafeFileHandle Open(int pid)
    {
        var result = syscall(SYS_pidfd_open, pid, 0, 0);
        return result < 0
            ? throw new LinuxException("pidfd_open", Marshal.GetLastPInvokeError(), $"process {pid}")
            : new SafeFileHandle((nint)result, ownsHandle: true);
    }

    /// <summary>For the descriptors of a process; where its main thread has ended another one has them, which takes Linux 6.9 (PIDFD_THREAD).</summary>
    /// <param name="pid">The process.</param>
    /// <param name="tid">A thread of it that lives.</param>
    public static SafeFileHandle OfThread(int pid, int tid)
    {
        if (tid == pid)
            return Open(pid);
        var result = syscall(SYS_pidfd_open, tid, PIDFD_THREAD, 0);
        return result < 0
            ? throw new LinuxException("pidfd_open", Marshal.GetLastPInvokeError(), $"thread {tid} of process {pid}")
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

    private static bool ProbeThreads()
    {
        var result = syscall(SYS_pidfd_open, Environment.ProcessId, PIDFD_THREAD, 0);
        if (result >= 0)
            new SafeFileHandle((nint)result, ownsHandle: true).Dispose();
        return result >= 0;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial long syscall(long number, nint first, long second, long third);
}
