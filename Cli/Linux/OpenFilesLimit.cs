using System.Runtime.InteropServices;

namespace Entracte.Cli.Linux;

/// <summary>prlimit(2) of RLIMIT_NOFILE: the runtime raises the soft limit to the hard one when it starts, and execve(2) would hand that on.</summary>
internal static partial class OpenFilesLimit
{
    private const int RLIMIT_NOFILE = 7;

    /// <summary>The soft limit of a process; null when it may not be asked.</summary>
    public static unsafe ulong? Of(int pid)
    {
        Limit limit;
        return prlimit(pid, RLIMIT_NOFILE, null, &limit) == 0 ? limit.Soft : null;
    }

    public static unsafe void Set(ulong soft)
    {
        Limit limit;
        if (prlimit(0, RLIMIT_NOFILE, null, &limit) != 0)
            throw Failed();
        if (limit.Soft == soft)
            return;
        limit.Soft = Math.Min(soft, limit.Hard);
        if (prlimit(0, RLIMIT_NOFILE, &limit, null) != 0)
            throw Failed();
    }

    private static CommandFailedException Failed() => new($"prlimit of RLIMIT_NOFILE failed: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int prlimit(int pid, int resource, Limit* set, Limit* old);

    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
