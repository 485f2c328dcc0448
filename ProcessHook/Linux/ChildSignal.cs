using System.Runtime.InteropServices;

namespace Entracte.ProcessHook.Linux;

/// <summary>sigaction(2) for SIGCHLD, which a tracer gets for each stop of each thread that it traces.</summary>
internal static unsafe partial class ChildSignal
{
    private const int SIGCHLD = 17;
    private const int SA_NOCLDSTOP = 1;

    // struct sigaction of the C library: handler, a mask of 1024 bits, flags, restorer.
    private const int ActionBytes = 152;
    private const int FlagsOffset = 136;

    /// <summary>
    /// Asks for no signals about stops, only about ends. The runtime's own handler would wake a thread for each, which looks through all children and tracees: a checkpoint of a
    /// hundred processes has a thousand stops. What handles the signal stays as it is.
    /// </summary>
    public static void LeaveOutStops()
    {
        var action = stackalloc byte[ActionBytes];
        if (sigaction(SIGCHLD, null, action) < 0)
            throw new LinuxException("sigaction", Marshal.GetLastPInvokeError(), "SIGCHLD");
        var flags = (int*)(action + FlagsOffset);
        if ((*flags & SA_NOCLDSTOP) != 0)
            return;
        *flags |= SA_NOCLDSTOP;
        if (sigaction(SIGCHLD, action, null) < 0)
            throw new LinuxException("sigaction", Marshal.GetLastPInvokeError(), "SIGCHLD");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int sigaction(int signal, byte* action, byte* before);
}
