using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Linux;

/// <summary>connect(2), listen(2) and accept(2) on sockets of ours; nothing of it waits where the socket does not.</summary>
public static unsafe partial class SocketConnection
{
    private const int AddressBytes = 128;

    /// <returns>0, or the errno; EINPROGRESS where it is on its way.</returns>
    public static int TryConnect(SafeFileHandle handle, byte[] address)
    {
        fixed (byte* bytes = address)
            return connect(handle, bytes, (uint)address.Length) < 0 ? Marshal.GetLastPInvokeError() : 0;
    }

    /// <returns>0, or the errno.</returns>
    public static int TryListen(SafeFileHandle handle, int backlog) => listen(handle, backlog) < 0 ? Marshal.GetLastPInvokeError() : 0;

    /// <returns>The new socket, which does not wait either; null when none can be had now, also where the listening socket would wait for one.</returns>
    public static SafeFileHandle? TryAccept(SafeFileHandle handle)
    {
        if (!Socket.IsReadable(handle))
            return null;
        var address = stackalloc byte[AddressBytes];
        uint length = AddressBytes;
        var number = accept4(handle, address, &length, Socket.SOCK_CLOEXEC | Socket.SOCK_NONBLOCK);
        return number < 0 ? null : new SafeFileHandle(number, ownsHandle: true);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int connect(SafeHandle socket, byte* address, uint lengthBytes);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int listen(SafeHandle socket, int backlog);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int accept4(SafeHandle socket, byte* address, uint* lengthBytes, int flags);
}
