using Entracte.Api.Linux;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Entracte.Node.Peers;

/// <summary>
/// Cuts off every connection that does not come from the agent's own user. The socket's mode keeps others away already; this holds also
/// where somebody has changed the mode, or passes a connected socket on.
/// </summary>
internal static class OwnUserOnly
{
    public static ConnectionDelegate Admit(ConnectionDelegate next, Action<PeerCredentials> refused) => async connection =>
    {
        var socket = connection.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;
        var peer = PeerCredentials.Of(socket);
        if (peer.Uid == UserId.Effective)
        {
            await next(connection);
            return;
        }

        refused(peer);
        connection.Abort();
    };
}
