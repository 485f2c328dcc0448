using System.Globalization;

namespace Entracte.ProcessHook.Proc;

/// <summary>/proc/net/tcp and tcp6 (proc_pid_net(5)): what the kernel knows of the TCP connections of this network namespace, those that nobody holds any more included.</summary>
public static class ConnectionListing
{
    private const int TIME_WAIT = 6; // include/net/tcp_states.h

    /// <summary>Whether nothing but connections that have ended blocks a port. They do so for a minute, so that their late packets reach nobody else.</summary>
    public static bool IsOnlyWaiting(int port)
        => IsOnlyWaiting(port, [.. File.ReadLines("/proc/net/tcp").Skip(1), .. File.Exists("/proc/net/tcp6") ? File.ReadLines("/proc/net/tcp6").Skip(1) : []]);

    /// <param name="port">The local port.</param>
    /// <param name="lines">Number, local address, remote address, state: all in hexadecimal digits.</param>
    internal static bool IsOnlyWaiting(int port, IEnumerable<string> lines)
    {
        var states = lines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => Hexadecimal(fields[1][(fields[1].IndexOf(':') + 1)..]) == port).Select(fields => Hexadecimal(fields[3])).ToList();
        return states.Count > 0 && states.TrueForAll(state => state == TIME_WAIT);
    }

    private static int Hexadecimal(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
