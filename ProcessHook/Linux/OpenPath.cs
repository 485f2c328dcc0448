using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Linux;

/// <summary>open(2) with the flags as they are; .NET's own way of opening knows only some of them.</summary>
public static partial class OpenPath
{
    public static SafeFileHandle Open(string path, int flags)
    {
        var result = open(path, flags | Fcntl.O_CLOEXEC, 0);
        return result < 0 ? throw new LinuxException("open", Marshal.GetLastPInvokeError(), path) : new SafeFileHandle(result, ownsHandle: true);
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, int mode);
}
