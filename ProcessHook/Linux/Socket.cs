using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Linux;

/// <summary>socket(7): asking a socket about itself, and looking into its queue.</summary>
public static unsafe partial class Socket
{
    public const int AF_UNIX = 1;
    public const int AF_INET = 2;
    public const int AF_INET6 = 10;
    public const int AF_NETLINK = 16;
    public const int SOCK_STREAM = 1;
    public const int SOCK_DGRAM = 2;
    public const int SOCK_SEQPACKET = 5;
    public const int SOCK_CLOEXEC = 0x80000;
    public const int SOCK_NONBLOCK = 0x800;

    public const int SOL_SOCKET = 1;
    public const int SO_TYPE = 3;
    public const int SO_ERROR = 4;
    public const int SO_SNDBUF = 7;
    public const int SO_RCVBUF = 8;
    public const int SO_LINGER = 13;
    public const int SO_PASSCRED = 16;
    public const int SO_PEERCRED = 17;

    /// <summary>SO_ATTACH_FILTER, where it is set.</summary>
    public const int SO_GET_FILTER = 26;

    public const int FilterInstructionBytes = 8;
    public const int SO_ACCEPTCONN = 30;
    public const int SO_PROTOCOL = 38;
    public const int SO_DOMAIN = 39;
    public const int SO_PEEK_OFF = 42;
    public const int SO_MEMINFO = 55;
    public const int SO_BUF_LOCK = 72;

    public const int IPPROTO_TCP = 6;
    public const int IPPROTO_UDP = 17;
    public const int IPPROTO_MPTCP = 262;
    public const int TCP_INFO = 11;

    /// <summary>No option has a longer value.</summary>
    public const int OptionBytesMost = 256;

    private const int ENOPROTOOPT = 92;
    private const int EOPNOTSUPP = 95;
    private const int EADDRNOTAVAIL = 99;
    private const int ENOTCONN = 107;
    private const int EACCES = 13;
    private const int EINVAL = 22;
    private const int EPERM = 1;

    public static SafeFileHandle Create(int family, int type, int protocol)
    {
        var result = socket(family, type | SOCK_CLOEXEC, protocol);
        return result < 0 ? throw new LinuxException("socket", Marshal.GetLastPInvokeError(), $"family {family}, type {type}") : new SafeFileHandle(result, ownsHandle: true);
    }

    /// <returns>The option's value, or null where this kind of socket does not have it or does not tell.</returns>
    public static byte[]? GetOption(SafeFileHandle handle, int level, int name)
    {
        Span<byte> value = stackalloc byte[OptionBytesMost];
        var length = TryGetOption(handle, level, name, value);
        return length < 0 ? null : value[..length].ToArray();
    }

    /// <returns>The length of the value; -1 where there is no such option, or not now.</returns>
    public static int TryGetOption(SafeFileHandle handle, int level, int name, Span<byte> value)
    {
        var length = (uint)value.Length;
        fixed (byte* first = value)
        {
            if (getsockopt(handle, level, name, first, &length) >= 0)
                return (int)length;
        }
        return Marshal.GetLastPInvokeError() is ENOPROTOOPT or EOPNOTSUPP or EINVAL or EADDRNOTAVAIL or ENOTCONN or EPERM
            ? -1
            : throw new LinuxException("getsockopt", Marshal.GetLastPInvokeError(), $"level {level}, option {name}");
    }

    /// <summary>The program of SO_ATTACH_FILTER, 8 bytes an instruction; empty where there is none; null for one of SO_ATTACH_BPF, which cannot be read.</summary>
    public static byte[]? GetFilter(SafeFileHandle handle)
    {
        // The length is counted in instructions; of none at all, only how many there are is told (net/core/filter.c, sk_get_filter).
        uint count = 0;
        if (getsockopt(handle, SOL_SOCKET, SO_GET_FILTER, null, &count) < 0)
        {
            switch (Marshal.GetLastPInvokeError())
            {
                case ENOPROTOOPT or EOPNOTSUPP:
                    return [];
                case EACCES:
                    return null;
            }
        }

        var filter = new byte[count * FilterInstructionBytes];
        fixed (byte* first = filter)
        {
            return getsockopt(handle, SOL_SOCKET, SO_GET_FILTER, first, &count) == 0
                ? filter
                : throw new LinuxException("getsockopt", Marshal.GetLastPInvokeError(), "the filter of a socket");
        }
    }

    /// <summary>An option that is an int.</summary>
    public static int GetInt32(SafeFileHandle handle, int level, int name)
        => GetOption(handle, level, name) is { Length: >= 4 } value
            ? MemoryMarshal.Read<int>(value)
            : throw new LinuxException("getsockopt", ENOPROTOOPT, $"level {level}, option {name}");

    /// <summary>SO_PEERCRED of unix(7).</summary>
    /// <returns>Null where nobody has connected or listened.</returns>
    public static UserCredentials? PeerCredentials(SafeFileHandle handle)
        => GetOption(handle, SOL_SOCKET, SO_PEERCRED) is { Length: >= UserCredentials.LengthBytes } value && MemoryMarshal.Read<UserCredentials>(value) is { Pid: > 0 } told ? told : null;

    public static void SetOption(SafeFileHandle handle, int level, int name, int value)
    {
        if (setsockopt(handle, level, name, &value, sizeof(int)) < 0)
            throw new LinuxException("setsockopt", Marshal.GetLastPInvokeError(), $"level {level}, option {name}");
    }

    /// <summary>Whether the end of what can be received has been reached or announced (poll(2), POLLRDHUP).</summary>
    public static bool HasEnded(SafeFileHandle handle) => (Poll.Now(handle, Poll.POLLRDHUP) & Poll.POLLRDHUP) != 0;

    /// <summary>Whether something waits to be read or, at a listening socket, to be accepted (poll(2), POLLIN).</summary>
    public static bool IsReadable(SafeFileHandle handle) => (Poll.Now(handle, Poll.POLLIN) & Poll.POLLIN) != 0;

    /// <summary>Whether an error waits to be told (poll(2), POLLERR). Whoever asks or reads next is told, and nobody after.</summary>
    public static bool HasError(SafeFileHandle handle) => (Poll.Now(handle, Poll.POLLERR) & Poll.POLLERR) != 0;

    /// <returns>Whether it could be set.</returns>
    public static bool TrySetOption(SafeFileHandle handle, int level, int name, byte[] value)
    {
        fixed (byte* bytes = value)
            return setsockopt(handle, level, name, bytes, (uint)value.Length) >= 0;
    }

    /// <summary>bind(2).</summary>
    /// <returns>0, or the errno.</returns>
    public static int TryBind(SafeFileHandle handle, byte[] address)
    {
        fixed (byte* bytes = address)
            return bind(handle, bytes, (uint)address.Length) < 0 ? Marshal.GetLastPInvokeError() : 0;
    }

    /// <summary>getsockname(2): the address with its family, as long as the kernel says.</summary>
    public static byte[] LocalAddress(SafeFileHandle handle)
    {
        const int RoomBytes = 128;
        var address = stackalloc byte[RoomBytes];
        uint length = RoomBytes;
        return getsockname(handle, address, &length) < 0
            ? throw new LinuxException("getsockname", Marshal.GetLastPInvokeError(), "a socket")
            : new Span<byte>(address, (int)length).ToArray();
    }

    /// <summary>getpeername(2), or empty when it is not connected.</summary>
    public static byte[] PeerAddress(SafeFileHandle handle)
    {
        const int RoomBytes = 128;
        var address = stackalloc byte[RoomBytes];
        uint length = RoomBytes;
        return getpeername(handle, address, &length) >= 0
            ? new Span<byte>(address, (int)length).ToArray()
            : Marshal.GetLastPInvokeError() is ENOTCONN or EINVAL ? []
            : throw new LinuxException("getpeername", Marshal.GetLastPInvokeError(), "a socket");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socket(int family, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getsockopt(SafeHandle socket, int level, int name, void* value, uint* lengthBytes);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setsockopt(SafeHandle socket, int level, int name, void* value, uint lengthBytes);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int bind(SafeHandle socket, byte* address, uint lengthBytes);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getsockname(SafeHandle socket, byte* address, uint* lengthBytes);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getpeername(SafeHandle socket, byte* address, uint* lengthBytes);
}
