using Microsoft.Win32.SafeHandles;
using Mono.Unix.Native;

namespace Entracte.ImageFormat.Files;

/// <summary>Opens what is a regular file, and nothing else: opening a FIFO would wait for a writer that never comes (open(2)).</summary>
internal static class ExistingFile
{
    public static SafeFileHandle Open(string path)
    {
        if (Syscall.stat(path, out var status) == 0 && (status.st_mode & FilePermissions.S_IFMT) != FilePermissions.S_IFREG)
            throw new ImageFormatException(path, null, "this is not a regular file.");
        return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
    }
}
