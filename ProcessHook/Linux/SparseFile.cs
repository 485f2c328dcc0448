using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Linux;

/// <summary>lseek(2) with SEEK_DATA and SEEK_HOLE: where a file has bytes.</summary>
internal static partial class SparseFile
{
    private const int SEEK_DATA = 3;
    private const int SEEK_HOLE = 4;
    private const int ENXIO = 6;

    /// <summary>The stretches of a file that are not holes, as offset and length. Moves the descriptor's offset.</summary>
    public static IEnumerable<(long Start, long LengthBytes)> DataOf(SafeFileHandle file)
    {
        for (var end = 0L; ;)
        {
            var start = lseek(file, end, SEEK_DATA);
            if (start < 0)
            {
                var errno = Marshal.GetLastPInvokeError();
                if (errno == ENXIO)
                    yield break;
                throw new LinuxException("lseek(SEEK_DATA)", errno, "a sparse file");
            }
            end = lseek(file, start, SEEK_HOLE);
            if (end < 0)
                throw new LinuxException("lseek(SEEK_HOLE)", Marshal.GetLastPInvokeError(), "a sparse file");
            yield return (start, end - start);
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial long lseek(SafeFileHandle file, long offset, int whence);
}
