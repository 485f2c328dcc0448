using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Linux;

/// <summary>socket(2), bind(2), listen(2), accept4(2) and getsockopt(2, SO_PEERCRED) for a unix socket of type SEQPACKET; unix(7).</summary>
internal sealed unsafe partial class UnixSocketListener : IDisposable
{
    private const int AF_UNIX = 1;
    private const int SOCK_SEQPACKET = 5;
    private const int SOCK_CLOEXEC = 0x80000;
    private const int SOL_SOCKET = 1;
    private const int SO_PEERCRED = 17;
    private const int SHUT_RDWR = 2;
    private const int Backlog = 128;
    private const int PathBytesMax = 107;

    private readonly SafeFileHandle socket;
    private readonly string path;

    /// <summary>Listens at the path, from which a stale socket is removed first; only its owner can connect.</summary>
    public UnixSocketListener(string path)
    {
        this.path = path;
        var name = Encoding.UTF8.GetBytes(path);
        if (name.Length > PathBytesMax)
            throw new ArgumentException($"the socket path {path} is longer than the {PathBytesMax} bytes that unix(7) allows", nameof(path));
        File.Delete(path);
        socket = new SafeFileHandle(Demand(SocketCall(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0), "socket", path), ownsHandle: true);
        Span<byte> address = stackalloc byte[sizeof(ushort) + PathBytesMax + 1];
        address.Clear();
        address[0] = AF_UNIX;
        name.CopyTo(address[sizeof(ushort)..]);
        fixed (byte* first = address)
            Demand(bind(socket, first, (uint)address.Length), "bind", path);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Demand(listen(socket, Backlog), "listen", path);
    }

    /// <summary>Waits for a connection; null when the listener was closed meanwhile.</summary>
    public SafeFileHandle? Accept()
    {
        var result = accept4(socket, null, null, SOCK_CLOEXEC);
        return result < 0 ? null : new SafeFileHandle(result, ownsHandle: true);
    }

    /// <summary>Who connected: his pid as this process sees it, and his user.</summary>
    public static (int Pid, uint User) PeerOf(SafeFileHandle connection)
    {
        var credentials = stackalloc uint[3];
        uint length = 3 * sizeof(uint);
        Demand(getsockopt(connection, SOL_SOCKET, SO_PEERCRED, credentials, &length), "getsockopt(SO_PEERCRED)", "a husk's connection");
        return ((int)credentials[0], credentials[1]);
    }

    public void Dispose()
    {
        _ = shutdown(socket, SHUT_RDWR); // wakes the thread in accept
        if (File.Exists(path))
            File.Delete(path);
        socket.Dispose();
    }

    private static int Demand(int result, string call, string subject)
        => result < 0 ? throw new LinuxException(call, Marshal.GetLastPInvokeError(), subject) : result;

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int SocketCall(int domain, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int bind(SafeFileHandle socket, byte* address, uint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int listen(SafeFileHandle socket, int backlog);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int accept4(SafeFileHandle socket, void* address, void* length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getsockopt(SafeFileHandle socket, int level, int option, uint* value, uint* length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int shutdown(SafeFileHandle socket, int how);
}
