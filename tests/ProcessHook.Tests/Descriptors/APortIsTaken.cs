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
    private const string Established = "01";

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

    [Fact]
    public void A_connection_that_nobody_has_accepted_yet_waits_again_with_another_one()
    {
        using var victim = new StoppedVictim("backlogs");
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var port = PortsOf(victim.Pid, Established)[0];
        var (before, after) = RoundTrip.Make(victim.Folder, Take, [.. victim.Pids]);

        Assert.Contains(Addresses(before), end => end.Local.Port == port);
        Assert.Equal(Addresses(before).Count, Addresses(after).Count);
        Assert.DoesNotContain(Addresses(after), end => end.Local.Port == port);

        void Take()
        {
            victim.Kill();
            other.Bind(new IPEndPoint(IPAddress.Loopback, port));
            other.Listen();
        }
    }

    /// <summary>The one below those that the kernel gives out.</summary>
    private static int ChosenPortOf(int pid) => PortsOf(pid, Established).Single(port => port < 32000);

    /// <summary>Local ports of one's own sockets of IPv4; proc_pid_net(5), the local address is the second field, the state the fourth, the inode the tenth.</summary>
    private static List<int> PortsOf(int pid, string state)
    {
        var inodes = Directory.GetFiles($"/proc/{pid}/fd").Select(path => File.ResolveLinkTarget(path, false)?.Name ?? "").ToHashSet();
        return [.. File.ReadLines("/proc/net/tcp").Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields[3] == state && inodes.Contains($"socket:[{fields[9]}]"))
            .Select(fields => int.Parse(fields[1].Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
    }

    private static List<(IPEndPoint Local, IPEndPoint Peer)> Addresses(string description)
        => [.. Pair().Matches(description).Select(match => (Parse(match.Groups[1].Value), Parse(match.Groups[2].Value)))];

    private static IPEndPoint Parse(string json) => InternetAddress.Parse(JsonSerializer.Deserialize<byte[]>(json)!);

    private static IEnumerable<string> Queues(string description) => description.Split('\n').Where(line => line.StartsWith("queue of ", StringComparison.Ordinal));

    [GeneratedRegex("\"LocalAddress\":(\"[^\"]+\"),\"PeerAddress\":(\"[^\"]+\")")]
    private static partial Regex Pair();
}
