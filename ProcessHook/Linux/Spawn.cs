using System.Runtime.InteropServices;

namespace Entracte.ProcessHook.Linux;

/// <summary>
/// posix_spawn(3). Unlike the framework's Process class it leaves waiting for the child to us: that class would take the statuses of a child that we trace.
/// </summary>
internal static unsafe partial class Spawn
{
    public static int Run(string path, params ReadOnlySpan<string> arguments)
    {
        var vector = new nint[arguments.Length + 2];
        nint none = 0;
        try
        {
            vector[0] = Marshal.StringToCoTaskMemUTF8(path);
            for (var index = 0; index < arguments.Length; index++)
                vector[index + 1] = Marshal.StringToCoTaskMemUTF8(arguments[index]);
            fixed (nint* first = vector)
            {
                var errno = posix_spawn(out var pid, path, null, null, first, &none);
                return errno == 0 ? pid : throw new LinuxException("posix_spawn", errno, path);
            }
        }
        finally
        {
            foreach (var text in vector)
                Marshal.FreeCoTaskMem(text);
        }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn(out int pid, string path, void* actions, void* attributes, nint* arguments, nint* environment);
}
