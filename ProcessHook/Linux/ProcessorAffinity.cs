using System.Runtime.InteropServices;

namespace Entracte.ProcessHook.Linux;

/// <summary>sched_setaffinity(2).</summary>
public static partial class ProcessorAffinity
{
    private const int MaskBytes = 1024;

    /// <summary>The processors that a thread may use, bit 0 of byte 0 first, without the zeros at the end.</summary>
    public static unsafe byte[] Of(int hostTid)
    {
        var mask = stackalloc byte[MaskBytes];
        new Span<byte>(mask, MaskBytes).Clear();
        if (sched_getaffinity(hostTid, MaskBytes, mask) < 0)
            throw new LinuxException("sched_getaffinity", Marshal.GetLastPInvokeError(), $"thread {hostTid}");
        return new ReadOnlySpan<byte>(mask, MaskBytes).TrimEnd((byte)0).ToArray();
    }

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int sched_getaffinity(int tid, nuint sizeBytes, byte* mask);
}
