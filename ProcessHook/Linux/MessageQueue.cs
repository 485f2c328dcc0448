using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Linux;

/// <summary>mq_getattr(3), and who has a POSIX message queue open.</summary>
internal static unsafe partial class MessageQueue
{
    private const long SYS_mq_getsetattr = 245;

    public static (long MessagesAtMost, long MessageBytesAtMost, long Messages) AttributesOf(SafeFileHandle queue)
    {
        var attributes = stackalloc long[8]; // struct mq_attr: flags, maxmsg, msgsize, curmsgs
        return syscall(SYS_mq_getsetattr, queue.DangerousGetHandle(), null, attributes) < 0
            ? throw new LinuxException("mq_getattr", Marshal.GetLastPInvokeError(), $"descriptor {queue.DangerousGetHandle()}")
            : (attributes[1], attributes[2], attributes[3]);
    }

    /// <summary>The processes that have a descriptor with this link, as far as we may look.</summary>
    public static IEnumerable<int> HoldersOf(string link)
    {
        var buffer = new System.Text.StringBuilder(300);
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder.AsSpan()), CultureInfo.InvariantCulture, out var pid))
                continue;
            if (DescriptorsOf(folder).Any(path => Syscall.readlink(path, buffer, (ulong)buffer.Capacity) > 0 && buffer.ToString() == link))
                yield return pid;
        }
    }

    private static IEnumerable<string> DescriptorsOf(string folder)
    {
        try
        {
            return Directory.GetFiles($"{folder}/fd");
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            return []; // somebody else's, or gone
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial long syscall(long number, nint queue, long* wanted, long* present);
}
