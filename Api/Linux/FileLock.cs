using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Entracte.Api.Linux;

/// <summary>
/// flock(2). The lock belongs to the open file, not to a process: whoever inherits the descriptor holds it too, and it goes with the last
/// of them, however these end. .NET's own FileShare.None would unlock explicitly when one of them is disposed.
/// </summary>
public static partial class FileLock
{
    private const int LOCK_EX = 2;
    private const int LOCK_NB = 4;
    private const int EINTR = 4;
    private const int EWOULDBLOCK = 11;

    /// <summary>Opens a lock file (mode 0600), creating it where it is missing.</summary>
    public static SafeFileHandle Open(string path) => OpenFile.ForReadingAndWriting(path);

    /// <summary>Waits until nobody else holds the lock.</summary>
    /// <exception cref="IOException">flock failed.</exception>
    public static void Take(SafeFileHandle file)
    {
        while (flock(file, LOCK_EX) != 0)
            if (Marshal.GetLastPInvokeError() != EINTR)
                throw Failed();
    }

    /// <returns>False when somebody else holds it.</returns>
    /// <exception cref="IOException">flock failed.</exception>
    public static bool TryTake(SafeFileHandle file)
    {
        if (flock(file, LOCK_EX | LOCK_NB) == 0)
            return true;
        return Marshal.GetLastPInvokeError() == EWOULDBLOCK ? false : throw Failed();
    }

    private static IOException Failed() => new($"flock failed: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(SafeFileHandle file, int operation);
}
