using System.Runtime.InteropServices;

namespace Entracte.ProcessHook.Linux;

/// <summary>kcmp(2): whether two processes share a kernel object, and an order of the objects that is the same for all processes until the next boot.</summary>
public static unsafe partial class Kcmp
{
    private const long SYS_kcmp = 312;
    private const int KCMP_FILE = 0;
    private const int KCMP_VM = 1;
    private const int KCMP_FILES = 2;
    private const int KCMP_FS = 3;
    private const int KCMP_SYSVSEM = 6;
    private const int KCMP_EPOLL_TFD = 7;
    private const int ENOENT = 2;
    private const int EBADF = 9;
    private const int EOPNOTSUPP = 95; // "no order" has no errno of its own

    /// <summary>Compares the open file descriptions of two descriptors.</summary>
    /// <returns>0 when they are one, otherwise which comes first in the kernel's order.</returns>
    public static int CompareFiles(int firstPid, int firstDescriptor, int secondPid, int secondDescriptor)
        => Compare(firstPid, secondPid, KCMP_FILE, (ulong)firstDescriptor, (ulong)secondDescriptor);

    /// <summary>What clone(2) lets two processes have in common.</summary>
    public enum Shared
    {
        /// <summary>CLONE_VM.</summary>
        Memory = KCMP_VM,

        /// <summary>CLONE_FILES.</summary>
        Descriptors = KCMP_FILES,

        /// <summary>CLONE_FS: root, working directory, mask of file modes.</summary>
        FilePlaces = KCMP_FS,

        /// <summary>CLONE_SYSVSEM.</summary>
        SemaphoreAdjustments = KCMP_SYSVSEM,
    }

    /// <summary>Whether two processes or threads have one.</summary>
    public static bool Share(Shared what, int firstTid, int secondTid) => firstTid == secondTid || Compare(what, firstTid, secondTid) == 0;

    /// <returns>0 when it is one, otherwise whose comes first in the kernel's order.</returns>
    public static int Compare(Shared what, int firstTid, int secondTid)
        => firstTid == secondTid ? 0 : Compare(firstTid, secondTid, (int)what, 0, 0);

    /// <summary>Whether a descriptor's open file description is what an epoll instance watches.</summary>
    /// <param name="pid">Who holds the descriptor.</param>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="pollPid">Who holds the epoll instance.</param>
    /// <param name="pollDescriptor">The epoll instance.</param>
    /// <param name="number">The number of the registration.</param>
    /// <param name="occurrence">Which of the registrations with this number, in the order of fdinfo, from 0.</param>
    public static bool IsEventPollTarget(int pid, int descriptor, int pollPid, int pollDescriptor, int number, int occurrence)
    {
        var slot = stackalloc uint[3] { (uint)pollDescriptor, (uint)number, (uint)occurrence };
        var result = syscall(SYS_kcmp, pid, pollPid, KCMP_EPOLL_TFD, (ulong)descriptor, (ulong)slot);
        return result >= 0
            ? result == 0
            : Marshal.GetLastPInvokeError() is ENOENT or EBADF ? false
            : throw new LinuxException("kcmp", Marshal.GetLastPInvokeError(), $"epoll {pollPid}/{pollDescriptor}");
    }

    private static int Compare(int firstPid, int secondPid, int type, ulong first, ulong second)
        => syscall(SYS_kcmp, firstPid, secondPid, type, first, second) switch
        {
            0 => 0,
            1 => -1,
            2 => 1,
            3 => throw Failure(EOPNOTSUPP, firstPid, secondPid, type, first, second),
            _ => throw Failure(Marshal.GetLastPInvokeError(), firstPid, secondPid, type, first, second),
        };

    private static LinuxException Failure(int errno, int firstPid, int secondPid, int type, ulong first, ulong second)
        => new("kcmp", errno, type == KCMP_FILE ? $"descriptors {firstPid}/{first} and {secondPid}/{second}" : $"type {type} of {firstPid} and {secondPid}");

    [LibraryImport("libc", SetLastError = true)]
    private static partial long syscall(long number, long firstPid, long secondPid, long type, ulong first, ulong second);
}
