using System.Runtime.InteropServices;

namespace Entracte.ProcessHook.Linux;

/// <summary>sched_setattr(2): <c>struct sched_attr</c> in its first version of 48 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public partial record struct SchedulingAttributes
{
    public uint SizeBytes;
    public uint Policy;
    public ulong Flags;
    public int Nice;
    public uint Priority;
    public ulong RuntimeNanoseconds;
    public ulong DeadlineNanoseconds;
    public ulong PeriodNanoseconds;

    private const long SYS_sched_getattr = 315;

    public static unsafe SchedulingAttributes Of(int hostTid)
    {
        SchedulingAttributes attributes = default;
        if (syscall(SYS_sched_getattr, hostTid, &attributes, (uint)sizeof(SchedulingAttributes), 0) < 0)
            throw new LinuxException("sched_getattr", Marshal.GetLastPInvokeError(), $"thread {hostTid}");
        return attributes;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial long syscall(long number, int tid, SchedulingAttributes* attributes, uint sizeBytes, uint flags);
}
