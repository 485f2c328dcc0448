using System.Runtime.InteropServices;

namespace Entracte.ProcessHook.Linux;

/// <summary>readlink(2).</summary>
public static partial class Link
{
    /// <summary>What a symbolic link says, as it is: links of /proc say things that are no paths. As <see cref="KernelText"/>.</summary>
    public static unsafe string Read(string path)
    {
        const int PathBytesMax = 4096;
        var target = stackalloc byte[PathBytesMax];
        var length = readlink(path, target, PathBytesMax);
        return length < 0
            ? throw new LinuxException("readlink", Marshal.GetLastPInvokeError(), path)
            : KernelText.Of(new ReadOnlySpan<byte>(target, (int)length));
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial nint readlink(string path, byte* target, nuint sizeBytes);
}
