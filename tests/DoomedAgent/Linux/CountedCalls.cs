using System.Runtime.InteropServices;

namespace Entracte.DoomedAgent.Linux;

/// <summary>
/// seccomp_unotify(2): a filter over all threads asks a thread of ours before each system call of one kind. It lets the first ones happen, and has the process die at the last.
/// What this process forks from then on is asked about as well. x86-64.
/// </summary>
internal static unsafe partial class CountedCalls
{
    private const long SYS_seccomp = 317;
    private const long SECCOMP_SET_MODE_FILTER = 1;
    private const long SECCOMP_FILTER_FLAG_TSYNC = 1;
    private const long SECCOMP_FILTER_FLAG_NEW_LISTENER = 8;
    private const long SECCOMP_FILTER_FLAG_TSYNC_ESRCH = 16;
    private const uint SECCOMP_RET_ALLOW = 0x7fff0000;
    private const uint SECCOMP_RET_USER_NOTIF = 0x7fc00000;
    private const uint SECCOMP_USER_NOTIF_FLAG_CONTINUE = 1;
    private const nuint SECCOMP_IOCTL_NOTIF_RECV = 0xc0502100;
    private const nuint SECCOMP_IOCTL_NOTIF_SEND = 0xc0182101;
    private const int PR_SET_NO_NEW_PRIVS = 38;
    private const ushort BPF_LD_W_ABS = 0x20;
    private const ushort BPF_JMP_JEQ_K = 0x15;
    private const ushort BPF_RET_K = 0x06;
    private const int NotificationLongs = 10;

    private static readonly Dictionary<string, uint> Numbers = new()
    {
        ["pwrite64"] = 18, ["sendmsg"] = 46, ["kill"] = 62, ["fsync"] = 74, ["rename"] = 82, ["mkdir"] = 83, ["rmdir"] = 84, ["link"] = 86, ["unlink"] = 87, ["ptrace"] = 101,
    };

    public static void DieAt(string call, int count)
    {
        var listener = Listen(Numbers[call]);
        new Thread(() => Answer(listener, count)) { IsBackground = true }.Start();
    }

    private static int Listen(uint number)
    {
        Instruction[] filter =
        [
            new(BPF_LD_W_ABS, 0, 0, 0),
            new(BPF_JMP_JEQ_K, 1, 0, number),
            new(BPF_RET_K, 0, 0, SECCOMP_RET_ALLOW),
            new(BPF_RET_K, 0, 0, SECCOMP_RET_USER_NOTIF),
        ];
        _ = Demand(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl");
        fixed (Instruction* first = filter)
        {
            var program = new FilterProgram((ushort)filter.Length, first);
            const long Flags = SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_TSYNC_ESRCH;
            return (int)Demand(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, Flags, &program), "seccomp");
        }
    }

    private static void Answer(int listener, int remaining)
    {
        var notification = stackalloc ulong[NotificationLongs];
        while (true)
        {
            new Span<ulong>(notification, NotificationLongs).Clear();
            // Whoever asked may have been interrupted, and asks again then.
            if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, notification) != 0)
                continue;
            if (--remaining <= 0)
                Death.Now();
            var response = new Response(notification[0], SECCOMP_USER_NOTIF_FLAG_CONTINUE);
            _ = ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
        }
    }

    private static long Demand(long result, string call)
    {
        if (result < 0)
            Environment.FailFast($"{call}: errno {Marshal.GetLastPInvokeError()}");
        return result;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial long syscall(long number, long operation, long flags, FilterProgram* program);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prctl(int option, nuint second, nuint third, nuint fourth, nuint fifth);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(int descriptor, nuint request, void* argument);

    /// <summary>struct sock_filter.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Instruction(ushort code, byte whenTrue, byte whenFalse, uint operand)
    {
        private readonly ushort code = code;
        private readonly byte whenTrue = whenTrue;
        private readonly byte whenFalse = whenFalse;
        private readonly uint operand = operand;
    }

    /// <summary>struct sock_fprog.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct FilterProgram(ushort length, Instruction* first)
    {
        private readonly ushort length = length;
        private readonly Instruction* first = first;
    }

    /// <summary>struct seccomp_notif_resp.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Response(ulong id, uint flags)
    {
        private readonly ulong id = id;
        private readonly long value;
        private readonly int error;
        private readonly uint flags = flags;
    }
}
