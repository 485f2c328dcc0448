using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Entracte.ProcessHook.Linux;

/// <summary>
/// getdents64(2) for directories of /proc whose entries are called by numbers. The framework's enumeration asks after the target of every link (two calls each), and
/// the descriptors of a process are links.
/// </summary>
internal static unsafe partial class DirectoryEntries
{
    private const int O_DIRECTORY_CLOEXEC = 0x90000;
    private const long SYS_getdents64 = 217;
    private const int ENOENT = 2;

    // struct linux_dirent64: inode 8, offset 8, record length 2, type 1, name.
    private const int RecordLengthOffset = 16;
    private const int NameOffset = 19;
    private const int BufferBytes = 1 << 15;

    /// <summary>Adds the numbers to the list, in the directory's order; other names are left out.</summary>
    /// <returns>0, or the errno.</returns>
    public static int TryReadNumbers(string directory, List<int> numbers)
    {
        var file = open(directory, O_DIRECTORY_CLOEXEC);
        if (file < 0)
            return Marshal.GetLastPInvokeError();
        var buffer = stackalloc byte[BufferBytes];
        long length;
        while ((length = syscall(SYS_getdents64, file, buffer, BufferBytes)) > 0)
        {
            for (var entry = 0; entry < length;)
            {
                var record = new ReadOnlySpan<byte>(buffer + entry, BinaryPrimitives.ReadUInt16LittleEndian(new ReadOnlySpan<byte>(buffer + entry + RecordLengthOffset, 2)));
                var name = record[NameOffset..];
                if (int.TryParse(name[..name.IndexOf((byte)0)], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                    numbers.Add(number);
                entry += record.Length;
            }
        }
        // The directory of a process that is gone ends, as for readdir(3).
        var errno = length < 0 && Marshal.GetLastPInvokeError() is not ENOENT and var failure ? failure : 0;
        _ = close(file);
        return errno;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial long syscall(long number, long file, byte* buffer, long sizeBytes);

    [LibraryImport("libc")]
    private static partial int close(int file);
}
