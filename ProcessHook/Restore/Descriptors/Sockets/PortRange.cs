using System.Globalization;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Restore.Descriptors.Sockets;

/// <summary>
/// The ports that connect(2) gives out by itself (ip_local_port_range in ip-sysctl), and how it is made to give out one of them: by a range of one (ip(7),
/// IP_LOCAL_PORT_RANGE). Unlike bind(2) it may take a port on which a connection to the same address is still in TIME_WAIT.
/// </summary>
internal static class PortRange
{
    public const int IP_BIND_ADDRESS_NO_PORT = 24;
    public const int IP_LOCAL_PORT_RANGE = 51;

    private static readonly Lazy<int[]> Range = new(() =>
        [.. File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(port => int.Parse(port, CultureInfo.InvariantCulture))]);

    /// <summary>Kernels have it from 6.3 on.</summary>
    private static readonly Lazy<bool> CanBeSet = new(() =>
    {
        using var probe = Socket.Create(Socket.AF_INET, Socket.SOCK_STREAM, Socket.IPPROTO_TCP);
        return Socket.TrySetOption(probe, TcpConnecting.IPPROTO_IP, IP_LOCAL_PORT_RANGE, new byte[sizeof(int)]);
    });

    /// <summary>Whether connect(2) can be made to give out this port; else it takes bind(2).</summary>
    public static bool CanGive(int port) => port >= Range.Value[0] && port <= Range.Value[1] && CanBeSet.Value;
}
