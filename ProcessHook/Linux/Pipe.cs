using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Linux;

/// <summary>pipe(2), and tee(2), which copies what is in a pipe without taking it out.</summary>
public static unsafe partial class Pipe
{
    private const uint SPLICE_F_NONBLOCK = 2;
    private const int EAGAIN = 11;

    public static (SafeFileHandle ReadEnd, SafeFileHandle WriteEnd) Create(int flags)
    {
        var ends = stackalloc int[2];
        if (pipe2(ends, flags) < 0)
            throw new LinuxException("pipe2", Marshal.GetLastPInvokeError(), "this process");
        return (new SafeFileHandle(ends[0], ownsHandle: true), new SafeFileHandle(ends[1], ownsHandle: true));
    }

    /// <summary>Copies everything in the pipe, as far as the other pipe has room.</summary>
    /// <returns>The number of bytes; 0 when the pipe is empty.</returns>
    public static long Tee(SafeFileHandle readEnd, SafeFileHandle writeEnd)
    {
        var result = tee((int)readEnd.DangerousGetHandle(), (int)writeEnd.DangerousGetHandle(), int.MaxValue, SPLICE_F_NONBLOCK);
        return result >= 0
            ? result
            : Marshal.GetLastPInvokeError() is EAGAIN ? 0
            : throw new LinuxException("tee", Marshal.GetLastPInvokeError(), "a pipe");
    }

    /// <summary>splice(2): moves buffers from one pipe to another, as many as have room there.</summary>
    /// <returns>The number of bytes; 0 when the first pipe is empty.</returns>
    public static long Splice(SafeFileHandle readEnd, SafeFileHandle writeEnd)
    {
        var result = splice((int)readEnd.DangerousGetHandle(), null, (int)writeEnd.DangerousGetHandle(), null, int.MaxValue, SPLICE_F_NONBLOCK);
        return result >= 0
            ? result
            : Marshal.GetLastPInvokeError() is EAGAIN ? 0
            : throw new LinuxException("splice", Marshal.GetLastPInvokeError(), "a pipe");
    }

    /// <summary>read(2) without waiting.</summary>
    /// <returns>The number of bytes; 0 when nothing is there.</returns>
    public static int Read(SafeFileHandle readEnd, Span<byte> into)
    {
        fixed (byte* bytes = into)
        {
            var result = read((int)readEnd.DangerousGetHandle(), bytes, (nuint)into.Length);
            return result >= 0
                ? (int)result
                : Marshal.GetLastPInvokeError() is EAGAIN ? 0
                : throw new LinuxException("read", Marshal.GetLastPInvokeError(), "a pipe");
        }
    }

    /// <summary>Whether nobody holds the other end any more: poll(2) reports POLLHUP to readers, POLLERR to writers.</summary>
    public static bool IsOtherEndClosed(SafeFileHandle end) => (Poll.Now(end, 0) & (Poll.POLLERR | Poll.POLLHUP)) != 0;

    /// <summary>
    /// Whether nobody can write into this FIFO, of which this is a reading end. To one who has opened it since there was a writer, poll(2) does not report that (fifo(7)); an empty one,
    /// which is the end then, tells it to tee(2).
    /// </summary>
    public static bool HasNoWriter(SafeFileHandle readEnd)
    {
        if (IsOtherEndClosed(readEnd))
            return true;
        var (nobodys, into) = Create(0);
        using (nobodys)
        using (into)
            return tee((int)readEnd.DangerousGetHandle(), (int)into.DangerousGetHandle(), 1, SPLICE_F_NONBLOCK) == 0;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int pipe2(int* ends, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint tee(int readEnd, int writeEnd, nuint lengthBytes, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint splice(int readEnd, long* readOffset, int writeEnd, long* writeOffset, nuint lengthBytes, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(int descriptor, byte* into, nuint lengthBytes);
}
