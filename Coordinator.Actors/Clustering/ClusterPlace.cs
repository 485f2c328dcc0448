using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Entracte.Coordinator;

/// <summary>
/// Where a node can be reached. Always by the number of the address: members know each other by what they are called, and a name can be one thing here and
/// another there.
/// </summary>
public readonly record struct ClusterPlace(IPAddress Host, int Port)
{
    /// <param name="text">HOST, HOST:PORT or :PORT.</param>
    /// <returns>The host is null where the text names none.</returns>
    public static (IPAddress? Host, int Port) Parse(string text, int defaultPort)
    {
        var colon = text.LastIndexOf(':');
        var (host, port) = colon < 0 ? (text, defaultPort) : (text[..colon], PortOf(text, text[(colon + 1)..]));
        return (host.Length == 0 ? null : Resolve(host), port);
    }

    /// <summary>The address of this machine from which the other one is reached; nothing is sent for that.</summary>
    public static IPAddress Towards(ClusterPlace other)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(new IPEndPoint(other.Host, other.Port));
            return ((IPEndPoint)socket.LocalEndPoint!).Address;
        }
        catch (SocketException unreachable)
        {
            throw new ClusterRefusedException($"There is no way from here to {other.Host} ({unreachable.Message}); say with --listen which address of this machine the others reach.", unreachable);
        }
    }

    public override string ToString() => $"{Host}:{Port}";

    private static int PortOf(string text, string digits) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535
        ? port
        : throw new ClusterRefusedException($"'{text}' is not HOST:PORT.");

    private static IPAddress Resolve(string host)
    {
        try
        {
            return Dns.GetHostAddresses(host, AddressFamily.InterNetwork) is [var first, ..]
                ? first
                : throw new ClusterRefusedException($"{host} has no IPv4 address.");
        }
        catch (SocketException unknown)
        {
            throw new ClusterRefusedException($"{host} is not known here: {unknown.Message}", unknown);
        }
    }
}
