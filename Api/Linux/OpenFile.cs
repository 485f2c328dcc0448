using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Entracte.Api.Linux;

/// <summary>open(2), close-on-exec. .NET's own opening takes a lock (flock) on every file, which is in the way where locks have a meaning.</summary>
public static partial class OpenFile
{
    private const int O_RDONLY = 0;
    private const int O_WRONLY = 1;
    private const int O_RDWR = 2;
    private const int O_CREAT = 0x40;
    private const int O_NOCTTY = 0x100;
    private const int O_APPEND = 0x400;
    private const int O_CLOEXEC = 0x80000;
    private const uint OwnerReadWrite = 0x180;
    private const uint ReadWriteAsUmaskAllows = 0x1B6;

    /// <exception cref="IOException">open failed.</exception>
    public static SafeFileHandle ForReading(string path) => Open(path, O_RDONLY, 0);

    /// <inheritdoc cref="ForReading"/>
    public static SafeFileHandle ForReadingAndWriting(string path) => Open(path, O_RDWR | O_CREAT, OwnerReadWrite);

    /// <inheritdoc cref="ForReading"/>
    public static SafeFileHandle ForAppending(string path) => Open(path, O_WRONLY | O_CREAT | O_APPEND, ReadWriteAsUmaskAllows);

    private static SafeFileHandle Open(string path, int flags, uint mode)
    {
        var descriptor = open(path, flags | O_NOCTTY | O_CLOEXEC, mode);
        return descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw new IOException($"{path} cannot be opened: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, uint mode);
}
