using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Entracte.ProcessHook.Capture.Descriptors.Sockets;

namespace Entracte.ProcessHook.Tests.Descriptors;

/// <summary>Where somebody has a client's port when it comes back, its connection comes back with another one.</summary>
public partial class APortIsTaken
{
    [Fact]
    public void Its_connection_is_whole_with_another_one()
    {
        using var victim = new StoppedVictim("connections", "tcp4-bound/some/open");
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var port = ChosenPortOf(victim.Pid);
        var (before, after) = RoundTrip.Make(victim.Folder, Take, victim.Pid);

        Assert.Contains(Addresses(before), end => end.Local.Port == port);
        var ends = Addresses(after);
        Assert.Equal(2, ends.Count);
        Assert.Equal((ends[0].Local, ends[0].Peer), (ends[1].Peer, ends[1].Local));
        Assert.DoesNotContain(ends, end => end.Local.Port == port);
        Assert.Equal(Queues(before), Queues(after));

        void Take()
        {
            victim.Kill();
            other.Bind(new IPEndPoint(IPAddress.Loopback, port));
            other.Listen(); // without that SO_REUSEADDR would let both have it (socket(7))
        }
    }

    /// <summary>The one below those that the kernel gives out; proc_pid_net(5), the local address is the second field, the inode the tenth.</summary>
    private static int ChosenPortOf(int pid)
    {
        var inodes = Directory.GetFiles($"/proc/{pid}/fd").Select(path => File.ResolveLinkTarget(path, false)?.Name ?? "").ToHashSet();
        return File.ReadLines("/proc/net/tcp").Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(fields => inodes.Contains($"socket:[{fields[9]}]"))
            .Select(fields => int.Parse(fields[1].Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture)).Single(port => port < 32000);
    }

    private static List<(IPEndPoint Local, IPEndPoint Peer)> Addresses(string description)
        => [.. Pair().Matches(description).Select(match => (Parse(match.Groups[1].Value), Parse(match.Groups[2].Value)))];

    private static IPEndPoint Parse(string json) => InternetAddress.Parse(JsonSerializer.Deserialize<byte[]>(json)!);

    private static IEnumerable<string> Queues(string description) => description.Split('\n').Where(line => line.StartsWith("queue of ", StringComparison.Ordinal));

    [GeneratedRegex("\"LocalAddress\":(\"[^\"]+\"),\"PeerAddress\":(\"[^\"]+\")")]
    private static partial Regex Pair();
}
