using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Linux;

/// <summary>stat(2), reduced to what identifies and describes a file.</summary>
public readonly record struct FileStatus(ulong Device, ulong Inode, uint Mode, ulong Links, ulong RepresentedDevice, long LengthBytes, long ModifiedUnixNanoseconds, uint User, uint Group)
{
    private const uint S_IFMT = 0xF000;

    public bool IsRegular => (Mode & S_IFMT) == 0x8000;

    public bool IsDirectory => (Mode & S_IFMT) == 0x4000;

    public bool IsCharacterDevice => (Mode & S_IFMT) == 0x2000;

    public bool IsBlockDevice => (Mode & S_IFMT) == 0x6000;

    public bool IsPipe => (Mode & S_IFMT) == 0x1000;

    public bool IsSocket => (Mode & S_IFMT) == 0xC000;

    /// <summary>The device and inode, by which two names or descriptors are known to be one file.</summary>
    public FileIdentity Identity => new(Device, Inode);

    /// <summary>makedev(3), undone.</summary>
    public (uint Major, uint Minor) RepresentedNumbers
        => ((uint)((RepresentedDevice >> 8) & 0xFFF | (RepresentedDevice >> 32) & ~0xFFFUL), (uint)(RepresentedDevice & 0xFF | (RepresentedDevice >> 12) & ~0xFFUL));

    public static FileStatus Of(SafeFileHandle handle)
        => Syscall.fstat((int)handle.DangerousGetHandle(), out var status) < 0
            ? throw new LinuxException("fstat", Marshal.GetLastPInvokeError(), $"descriptor {handle.DangerousGetHandle()}")
            : From(status);

    /// <summary>Follows symbolic links; null when there is no such file or it cannot be reached.</summary>
    public static FileStatus? OfPath(string path)
        => Syscall.stat(path, out var status) < 0 ? null : From(status);

    private static FileStatus From(in Stat status)
        => new(status.st_dev, status.st_ino, Mono.Unix.Native.NativeConvert.FromFilePermissions(status.st_mode), status.st_nlink, status.st_rdev, status.st_size,
            status.st_mtime * 1_000_000_000 + status.st_mtime_nsec, status.st_uid, status.st_gid);
}
