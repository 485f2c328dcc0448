using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Linux;

/// <summary>open(2) with the flags as they are; .NET's own way of opening knows only some of them.</summary>
public static partial class OpenPath
{
    /// <param name="path">As <see cref="KernelText"/>.</param>
    /// <param name="flags">O_CLOEXEC is added.</param>
    public static SafeFileHandle Open(string path, int flags)
    {
        var result = open([.. KernelText.ToBytes(path), 0], flags | Fcntl.O_CLOEXEC, 0);
        return result < 0 ? throw new LinuxException("open", Marshal.GetLastPInvokeError(), path) : new SafeFileHandle(result, ownsHandle: true);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int open(byte[] path, int flags, int mode);
}
