using System.Runtime.InteropServices;

namespace Entracte.Cli.Linux;

/// <summary>close_range(2).</summary>
internal static partial class CloseRange
{
    private const int CLOSE_RANGE_CLOEXEC = 4;

    /// <summary>No descriptor from <paramref name="first"/> on survives the next execve.</summary>
    public static void MarkCloseOnExec(int first)
    {
        if (close_range((uint)first, uint.MaxValue, CLOSE_RANGE_CLOEXEC) != 0)
            throw new CommandFailedException($"close_range from {first} failed: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close_range(uint first, uint last, int flags);
}
