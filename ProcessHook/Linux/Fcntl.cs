using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Linux;

/// <summary>fcntl(2), and the flags of open(2) that it shows. The numbers are those of x86-64.</summary>
public static unsafe partial class Fcntl
{
    public const int O_ACCMODE = 3;
    public const int O_RDONLY = 0;
    public const int O_WRONLY = 1;
    public const int O_RDWR = 2;
    public const int O_CREAT = 0x40;
    public const int O_EXCL = 0x80;
    public const int O_NOCTTY = 0x100;
    public const int O_APPEND = 0x400;
    public const int O_NONBLOCK = 0x800;
    public const int O_ASYNC = 0x2000;
    public const int O_DIRECT = 0x4000;
    public const int O_LARGEFILE = 0x8000;
    public const int O_DIRECTORY = 0x10000;
    public const int O_NOFOLLOW = 0x20000;
    public const int O_NOATIME = 0x40000;
    public const int O_CLOEXEC = 0x80000;
    public const int O_PATH = 0x200000;
    public const int O_TMPFILE = 0x410000;

    public const int F_SETFD = 2;
    public const int F_SETFL = 4;
    public const int F_SETLK = 6;
    public const int F_SETSIG = 10;
    public const int F_GETSIG = 11;
    public const int F_SETOWN_EX = 15;
    public const int F_GETOWN_EX = 16;
    public const int F_OFD_SETLK = 37;
    public const int F_DUPFD_CLOEXEC = 1030;
    public const int F_SETPIPE_SZ = 1031;
    public const int F_GETPIPE_SZ = 1032;
    public const int F_ADD_SEALS = 1033;
    public const int F_GET_SEALS = 1034;

    private const int F_SETLEASE = 1024;
    private const int F_RDLCK = 0;
    private const int F_UNLCK = 2;
    private const int EAGAIN = 11;

    /// <summary>Calls with an integer argument; every command that returns a number.</summary>
    public static int Call(SafeFileHandle handle, int command, long argument = 0)
    {
        var result = fcntl((int)handle.DangerousGetHandle(), command, argument);
        return result < 0 ? throw new LinuxException("fcntl", Marshal.GetLastPInvokeError(), $"command {command}") : result;
    }

    /// <summary>F_GETOWN_EX: kind (F_OWNER_TID 0, F_OWNER_PID 1, F_OWNER_PGRP 2) and id in our pid namespace; id 0 for nobody.</summary>
    public static (int Kind, int Id) GetOwner(SafeFileHandle handle)
    {
        var owner = stackalloc int[2];
        Call(handle, F_GETOWN_EX, (long)owner);
        return (owner[0], owner[1]);
    }

    /// <summary>
    /// Whether anybody, a child between fork(2) and execve(2) too, has this file of ours open for writing: then the kernel gives no lease for reading, and
    /// execve(2) says ETXTBSY. Where a file system has no leases nobody is seen.
    /// </summary>
    /// <param name="handle">Open for reading only.</param>
    public static bool HasWriters(SafeFileHandle handle)
    {
        var descriptor = (int)handle.DangerousGetHandle();
        if (fcntl(descriptor, F_SETLEASE, F_RDLCK) < 0)
            return Marshal.GetLastPInvokeError() == EAGAIN;
        Call(handle, F_SETLEASE, F_UNLCK);
        return false;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int descriptor, int command, long argument);
}
