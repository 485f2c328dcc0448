using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Entracte.Cli.Linux;

/// <summary>dup(2).</summary>
internal static partial class Dup
{
    /// <summary>Puts an open file in the place of a standard stream; the copy is not close-on-exec.</summary>
    public static void Onto(SafeFileHandle file, int descriptor)
    {
        if (dup2(file, descriptor) < 0)
            throw new CommandFailedException($"dup2 onto descriptor {descriptor} failed: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>A number of an open socket that the next execve keeps.</summary>
    public static int Inheritable(SafeHandle socket)
        => dup(socket) is >= 0 and var descriptor ? descriptor : throw new CommandFailedException($"dup of a socket failed: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", SetLastError = true)]
    private static partial int dup(SafeHandle descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int dup2(SafeFileHandle file, int descriptor);
}
