using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Entracte.Node.Peers;

/// <summary>Who is at the other end of a unix socket, as the kernel noted it at connect(2): SO_PEERCRED, unix(7).</summary>
internal readonly record struct PeerCredentials(int Pid, uint Uid, uint Gid)
{
    private const int SOL_SOCKET = 1;
    private const int SO_PEERCRED = 17;

    // struct ucred: pid, uid, gid.
    private const int UcredLengthBytes = 12;

    public static PeerCredentials Of(Socket socket)
    {
        Span<byte> ucred = stackalloc byte[UcredLengthBytes];
        socket.GetRawSocketOption(SOL_SOCKET, SO_PEERCRED, ucred);
        var fields = MemoryMarshal.Cast<byte, int>(ucred);
        return new PeerCredentials(fields[0], (uint)fields[1], (uint)fields[2]);
    }
}
