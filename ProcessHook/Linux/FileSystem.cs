using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Linux;

/// <summary>statfs(2): what kind of file system a file is on. The numbers are those of linux/magic.h.</summary>
public static unsafe partial class FileSystem
{
    private const long HUGETLBFS_MAGIC = 0x958458F6;
    private const long TMPFS_MAGIC = 0x01021994;
    private const long MQUEUE_MAGIC = 0x19800202;

    private static readonly HashSet<long> MadeByKernel =
    [
        0x9FA0, // proc
        0x62656572, // sysfs
        0x64626720, // debugfs
        0x74726163, // tracefs
        0x27E0EB, // cgroup
        0x63677270, // cgroup2
        0x73636673, // securityfs
        0x6E736673, // nsfs
        0xCAFE4A11, // bpf
    ];

    /// <summary>Whether the content of its files is made by the kernel when they are read.</summary>
    public static bool IsMadeByKernel(SafeFileHandle handle) => MadeByKernel.Contains(Status(handle).Type);

    /// <summary>The size of a huge page for a file of hugetlbfs, 0 for others.</summary>
    public static ulong HugePageSizeBytes(SafeFileHandle handle)
        => Status(handle) is { Type: HUGETLBFS_MAGIC } status ? (ulong)status.BlockSizeBytes : 0;

    /// <summary>Whether the files are gone when the machine is switched off.</summary>
    public static bool IsTemporary(SafeFileHandle handle) => Status(handle).Type is TMPFS_MAGIC or HUGETLBFS_MAGIC;

    /// <summary>Whether the file is a POSIX message queue.</summary>
    public static bool IsMessageQueue(SafeFileHandle handle) => Status(handle).Type == MQUEUE_MAGIC;

    private static (long Type, long BlockSizeBytes) Status(SafeFileHandle handle)
    {
        var status = stackalloc long[32];
        return fstatfs((int)handle.DangerousGetHandle(), status) < 0
            ? throw new LinuxException("fstatfs", Marshal.GetLastPInvokeError(), $"descriptor {handle.DangerousGetHandle()}")
            : (status[0], status[1]);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fstatfs(int descriptor, long* status);
}
