using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Linux;

/// <summary>sendfile(2): from one file to another inside the kernel.</summary>
internal static partial class FileCopy
{
    private const int SEEK_SET = 0;
    private const nuint PieceBytes = 1 << 30;

    /// <summary>Copies bytes to an offset. Moves the destination's own offset.</summary>
    /// <exception cref="LinuxException">The copy failed, or the source ended before.</exception>
    public static unsafe void Copy(SafeFileHandle source, long sourceOffset, SafeFileHandle destination, long destinationOffset, long lengthBytes)
    {
        if (lseek(destination, destinationOffset, SEEK_SET) < 0)
            throw new LinuxException("lseek", Marshal.GetLastPInvokeError(), $"offset {destinationOffset}");
        while (lengthBytes > 0)
        {
            var count = sendfile(destination, source, &sourceOffset, (nuint)Math.Min(lengthBytes, (long)PieceBytes));
            if (count <= 0)
                throw new LinuxException("sendfile", count < 0 ? Marshal.GetLastPInvokeError() : EIO, $"{lengthBytes} bytes from offset {sourceOffset}");
            lengthBytes -= count;
        }
    }

    private const int EIO = 5;

    [LibraryImport("libc", SetLastError = true)]
    private static partial long lseek(SafeFileHandle file, long offset, int whence);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint sendfile(SafeFileHandle destination, SafeFileHandle source, long* offset, nuint count);
}
