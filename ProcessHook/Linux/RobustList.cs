using System.Runtime.InteropServices;

namespace Entracte.ProcessHook.Linux;

/// <summary>get_robust_list(2).</summary>
internal static unsafe partial class RobustList
{
    private const long SYS_get_robust_list = 274;

    public static (ulong Head, ulong LengthBytes) Get(int tid)
    {
        ulong head, length;
        if (syscall(SYS_get_robust_list, tid, &head, &length) != 0)
            throw new LinuxException("get_robust_list", Marshal.GetLastPInvokeError(), $"thread {tid}");
        return (head, length);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial long syscall(long number, long tid, ulong* head, ulong* length);
}
