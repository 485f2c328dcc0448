using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Linux;

/// <summary>ioctl(2) on descriptors of ours. The numbers are those of asm-generic/ioctls.h.</summary>
public static unsafe partial class Ioctl
{
    /// <summary>Bytes that wait to be read.</summary>
    public const uint FIONREAD = 0x541B;

    /// <summary>Bytes that were sent and not yet taken (unix sockets), or not yet acknowledged (TCP).</summary>
    public const uint SIOCOUTQ = 0x5411;

    /// <summary>Bytes that TCP has not sent at all yet.</summary>
    public const uint SIOCOUTQNSD = 0x894B;

    /// <summary>Whether the next byte is where urgent data were sent.</summary>
    public const uint SIOCATMARK = 0x8905;

    public const uint TCGETS2 = 0x802C542A;
    public const uint TCSETS2 = 0x402C542B;
    public const uint TIOCGPTN = 0x80045430;
    public const uint TIOCGPTPEER = 0x5441;
    public const uint TIOCSPTLCK = 0x40045431;
    public const uint TCXONC = 0x540A;
    public const uint TIOCEXCL = 0x540C;
    public const uint TIOCNXCL = 0x540D;
    public const uint TIOCSCTTY = 0x540E;
    public const uint TIOCGPGRP = 0x540F;
    public const uint TIOCSPGRP = 0x5410;
    public const uint TIOCGSID = 0x5429;

    /// <summary>The device number of a terminal, also where it was opened as /dev/tty; of a master, that of its slave.</summary>
    public const uint TIOCGDEV = 0x80045432;
    public const uint TIOCGWINSZ = 0x5413;
    public const uint TIOCSWINSZ = 0x5414;
    public const uint TIOCPKT = 0x5420;
    public const uint TIOCGPKT = 0x80045438;
    public const uint TIOCGPTLCK = 0x80045439;
    public const uint TIOCGEXCL = 0x80045440;

    /// <summary>Size of <c>struct termios2</c>.</summary>
    public const int TerminalSettingsBytes = 44;

    /// <summary>A request that gives back an int.</summary>
    public static int ReadInt32(SafeFileHandle handle, uint request)
    {
        var value = 0;
        if (ioctl((int)handle.DangerousGetHandle(), request, &value) < 0)
            throw new LinuxException("ioctl", Marshal.GetLastPInvokeError(), $"request 0x{request:x}");
        return value;
    }

    /// <summary>A request that gives back an int, or null where this kind of file does not know it.</summary>
    public static int? TryReadInt32(SafeFileHandle handle, uint request)
    {
        var value = 0;
        return ioctl((int)handle.DangerousGetHandle(), request, &value) < 0 ? null : value;
    }

    /// <summary>A request that fills a structure.</summary>
    /// <returns>False when this kind of file does not know the request.</returns>
    public static bool TryRead(SafeFileHandle handle, uint request, Span<byte> into)
    {
        fixed (byte* bytes = into)
            return ioctl((int)handle.DangerousGetHandle(), request, bytes) >= 0;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(int descriptor, ulong request, void* argument);
}
