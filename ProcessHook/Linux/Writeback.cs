using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Linux;

/// <summary>sync_file_range(2): has the kernel begin to write to the disk what is in the page cache.</summary>
internal static partial class Writeback
{
    /// <summary>Below that the thread costs more than the disk is idle for.</summary>
    private const long BytesLeast = 8 << 20;

    private const uint SYNC_FILE_RANGE_WRITE = 2;

    /// <summary>Begins beside whatever else is done. How it ends is for fsync(2) to say, also what goes wrong.</summary>
    public static void Begin(SafeFileHandle file, long offset, long lengthBytes)
    {
        if (lengthBytes >= BytesLeast)
            Task.Run(() => sync_file_range(file, offset, lengthBytes, SYNC_FILE_RANGE_WRITE));
    }

    [LibraryImport("libc")]
    private static partial int sync_file_range(SafeFileHandle file, long offset, long lengthBytes, uint flags);
}
