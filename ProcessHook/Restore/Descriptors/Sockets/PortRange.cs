using System.Globalization;

namespace Entracte.ProcessHook.Restore.Descriptors.Sockets;

/// <summary>The ports that connect(2) gives out by itself (ip_local_port_range in ip-sysctl).</summary>
internal static class PortRange
{
    private static readonly Lazy<int[]> Range = new(() =>
        [.. File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(port => int.Parse(port, CultureInfo.InvariantCulture))]);

    public static bool IsEphemeral(int port) => port >= Range.Value[0] && port <= Range.Value[1];
}
