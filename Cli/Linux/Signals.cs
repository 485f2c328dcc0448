using System.Runtime.InteropServices;

namespace Entracte.Cli.Linux;

/// <summary>signal(2) and sigprocmask(2), for a command that is about to become another program. Sets are bits: signal n is bit n-1.</summary>
internal static partial class Signals
{
    public const int SIGPIPE = 13;
    private const int Last = 64;
    private const int SIG_SETMASK = 2;
    private const nint SIG_DFL = 0;
    private const nint SIG_IGN = 1;

    // sigset_t of the C library: 1024 bits, of which the kernel knows 64.
    private const int SetWords = 16;

    /// <summary>Signals that are ignored now (proc_pid_status(5), SigIgn).</summary>
    public static ulong Ignored() => StatusSet("SigIgn:");

    /// <summary>Signals that this thread blocks.</summary>
    public static unsafe ulong Blocked()
    {
        var set = stackalloc ulong[SetWords];
        Require(pthread_sigmask(SIG_SETMASK, null, set));
        return set[0];
    }

    public static unsafe void Block(ulong signals)
    {
        var set = stackalloc ulong[SetWords];
        new Span<ulong>(set, SetWords).Clear();
        set[0] = signals;
        Require(pthread_sigmask(SIG_SETMASK, set, null));
    }

    /// <summary>Exactly these are ignored, all others have their default: handlers do not outlive execve(2), but being ignored does.</summary>
    public static void Ignore(ulong signals)
    {
        for (var number = 1; number <= Last; number++)
            // The C library keeps two signals for itself and refuses them, as the kernel refuses SIGKILL and SIGSTOP: these are never ignored.
            signal(number, (signals >> (number - 1) & 1) != 0 ? SIG_IGN : SIG_DFL);
    }

    private static ulong StatusSet(string field)
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return Convert.ToUInt64(line[field.Length..].Trim(), 16);
    }

    private static void Require(int errno)
    {
        if (errno != 0)
            throw new CommandFailedException($"pthread_sigmask failed: {Marshal.GetPInvokeErrorMessage(errno)}");
    }

    [LibraryImport("libc")]
    private static partial nint signal(int number, nint handler);

    [LibraryImport("libc")]
    private static unsafe partial int pthread_sigmask(int how, ulong* set, ulong* old);
}
