using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Linux;

/// <summary>
/// The sizes of a socket's buffers, in bytes as the kernel tells them: twice of what it is asked for (socket(7), SO_SNDBUF and SO_RCVBUF). Beyond
/// net.core.wmem_max and rmem_max they get for those who have CAP_NET_ADMIN only (SO_SNDBUFFORCE, SO_RCVBUFFORCE).
/// </summary>
public static class BufferSize
{
    private const int SO_SNDBUFFORCE = 32;
    private const int SO_RCVBUFFORCE = 33;

    private static readonly int SendMost = 2 * Limit("wmem_max");
    private static readonly int ReceiveMost = 2 * Limit("rmem_max");

    /// <param name="socket">The socket.</param>
    /// <param name="name">SO_SNDBUF or SO_RCVBUF.</param>
    public static int Get(SafeFileHandle socket, int name) => Socket.GetInt32(socket, Socket.SOL_SOCKET, name);

    /// <summary>The option that sets the same size without a limit.</summary>
    public static int Forced(int name) => name == Socket.SO_SNDBUF ? SO_SNDBUFFORCE : SO_RCVBUFFORCE;

    /// <summary>The most that anybody gets.</summary>
    public static int Most(int name) => name == Socket.SO_SNDBUF ? SendMost : ReceiveMost;

    /// <summary>Makes it as large as is wanted, or as may be; never smaller.</summary>
    public static void Enlarge(SafeFileHandle socket, int name, int wantedBytes)
    {
        var now = Get(socket, name);
        if (now >= wantedBytes || (wantedBytes > Most(name) && TryForce(socket, name, wantedBytes)))
            return;
        if (now < Math.Min(wantedBytes, Most(name)))
            Socket.SetOption(socket, Socket.SOL_SOCKET, name, wantedBytes / 2);
    }

    /// <summary>Sets it to exactly that, larger or smaller.</summary>
    /// <returns>Whether that was allowed.</returns>
    public static bool TrySet(SafeFileHandle socket, int name, int bytes)
    {
        if (bytes > Most(name))
            return TryForce(socket, name, bytes);
        Socket.SetOption(socket, Socket.SOL_SOCKET, name, bytes / 2);
        return true;
    }

    private static int Limit(string name) => int.Parse(File.ReadAllText($"/proc/sys/net/core/{name}"), CultureInfo.InvariantCulture);

    private static bool TryForce(SafeFileHandle socket, int name, int bytes) => Socket.TrySetOption(socket, Socket.SOL_SOCKET, Forced(name), BitConverter.GetBytes(bytes / 2));
}
