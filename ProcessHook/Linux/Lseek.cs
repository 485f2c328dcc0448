using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Linux;

/// <summary>lseek(2): where the data of a file with holes are.</summary>
public static partial class Lseek
{
    private const int SEEK_DATA = 3;
    private const int SEEK_HOLE = 4;
    private const int ENXIO = 6;

    /// <summary>The stretches of a file that are not holes, ascending. Moves the handle's offset.</summary>
    public static IEnumerable<(long Offset, long LengthBytes)> Data(SafeFileHandle handle)
    {
        for (var end = 0L; ;)
        {
            var start = lseek((int)handle.DangerousGetHandle(), end, SEEK_DATA);
            if (start < 0)
            {
                if (Marshal.GetLastPInvokeError() == ENXIO)
                    yield break;
                throw new LinuxException("lseek", Marshal.GetLastPInvokeError(), "SEEK_DATA");
            }
            end = lseek((int)handle.DangerousGetHandle(), start, SEEK_HOLE);
            if (end < 0)
                throw new LinuxException("lseek", Marshal.GetLastPInvokeError(), "SEEK_HOLE");
            yield return (start, end - start);
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial long lseek(int descriptor, long offset, int whence);
}
