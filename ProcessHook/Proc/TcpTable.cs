using System.Globalization;
using System.Net;

namespace Entracte.ProcessHook.Proc;

/// <summary>All TCP sockets of the network namespace, also those that nobody holds any more: /proc/net/tcp and tcp6 (proc_pid_net(5)).</summary>
public static class TcpTable
{
    /// <summary>One socket.</summary>
    /// <param name="State">As in include/net/tcp_states.h.</param>
    /// <param name="Inode">0 for one that no descriptor stands for: not accepted yet, or closed and still sending.</param>
    public readonly record struct Entry(IPEndPoint Local, IPEndPoint Peer, byte State, ulong Inode);

    public static IReadOnlyList<Entry> Read()
        => [.. new[] { "/proc/net/tcp", "/proc/net/tcp6" }.Where(File.Exists).SelectMany(path => File.ReadLines(path).Skip(1)).Select(Parse)];

    /// <summary>A line such as <c>0: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000 1000 0 12345 …</c>.</summary>
    public static Entry Parse(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new Entry(Address(words[1]), Address(words[2]), byte.Parse(words[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture), ulong.Parse(words[9], CultureInfo.InvariantCulture));
    }

    /// <summary>Each 32 bits of the address are written as a number of this machine; the port is written as a number.</summary>
    private static IPEndPoint Address(string text)
    {
        var colon = text.IndexOf(':');
        var bytes = new byte[colon / 2];
        for (var word = 0; word < bytes.Length; word += 4)
            BitConverter.TryWriteBytes(bytes.AsSpan(word), uint.Parse(text.AsSpan(2 * word, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        return new IPEndPoint(new IPAddress(bytes), int.Parse(text.AsSpan(colon + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
