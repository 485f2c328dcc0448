using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Entracte.Node.Peers;

/// <summary>Binds the agent's socket with mode 0600. It is called before listen(2), so nobody can connect in between.</summary>
internal static class OwnerOnlySocket
{
    public static Socket Bind(EndPoint place)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(place);
        if (place is UnixDomainSocketEndPoint)
            File.SetUnixFileMode(place.ToString()!, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return socket;
    }
}
