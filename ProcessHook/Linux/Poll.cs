using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Entracte.ProcessHook.Linux;

/// <summary>poll(2) for one descriptor.</summary>
internal static unsafe partial class Poll
{
    public const short POLLIN = 1;
    public const short POLLPRI = 2;
    public const short POLLOUT = 4;
    public const short POLLERR = 8;
    public const short POLLHUP = 16;
    public const short POLLRDHUP = 0x2000;
    private const int EINTR = 4;

    /// <summary>
    /// Whether there is something to read, or the end of the stream, within this time. A signal (SIGCHLD of any child, say) does not shorten it: poll is never restarted by the kernel (signal(7)).
    /// </summary>
    public static bool IsReadable(SafeHandle handle, int timeoutMilliseconds) => Await(handle, POLLIN, timeoutMilliseconds) != 0;

    /// <summary>What of these events, and of errors and hang-ups, holds now.</summary>
    public static short Now(SafeHandle handle, short events) => Await(handle, events, 0);

    private static short Await(SafeHandle handle, short events, int timeoutMilliseconds)
    {
        var entry = new Entry { Descriptor = (int)handle.DangerousGetHandle(), Events = events };
        var begin = Stopwatch.GetTimestamp();
        var left = timeoutMilliseconds;
        // Also without a timeout a signal that waits ends it before anything is looked at (fs/select.c, do_poll).
        while (poll(&entry, 1, left) < 0)
        {
            if (Marshal.GetLastPInvokeError() is not EINTR and var errno)
                throw new LinuxException("poll", errno, $"descriptor {entry.Descriptor}");
            left = Math.Max(0, timeoutMilliseconds - (int)Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }

        return entry.Returned;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(Entry* entries, nuint count, int timeoutMilliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct Entry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
