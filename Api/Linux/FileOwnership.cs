using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Entracte.Api.Linux;

/// <summary>statx(2) without following a final symbolic link: who owns a path, and what it is. .NET itself does not tell the owner.</summary>
public static partial class FileOwnership
{
    private const int AT_FDCWD = -100;
    private const int AT_SYMLINK_NOFOLLOW = 0x100;
    private const uint STATX_TYPE = 0x1;
    private const uint STATX_MODE = 0x2;
    private const uint STATX_UID = 0x8;
    private const int ENOENT = 2;
    private const int TypeMask = 0xF000;
    private const int DirectoryType = 0x4000;

    // struct statx of linux/stat.h is 256 bytes on every architecture; these are the offsets of stx_uid and stx_mode.
    private const int StatxLengthBytes = 256;
    private const int UidOffset = 20;
    private const int ModeOffset = 28;

    /// <summary>Null when nothing is at <paramref name="path"/>.</summary>
    /// <exception cref="Win32Exception">statx failed for another reason; the message is that of the errno.</exception>
    public static unsafe PathOwnership? Of(string path)
    {
        var buffer = stackalloc byte[StatxLengthBytes];
        if (statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, STATX_TYPE | STATX_MODE | STATX_UID, buffer) != 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            return errno == ENOENT ? null : throw new Win32Exception(errno, $"statx of {path} failed: {Marshal.GetPInvokeErrorMessage(errno)}");
        }

        int mode = *(ushort*)(buffer + ModeOffset);
        return new PathOwnership(*(uint*)(buffer + UidOffset), (UnixFileMode)(mode & 0xFFF), (mode & TypeMask) == DirectoryType);
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int statx(int directory, string path, int flags, uint mask, byte* buffer);
}
