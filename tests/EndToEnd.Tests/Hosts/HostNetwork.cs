using System.Diagnostics;
using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Hosts;

/// <summary>
/// Hosts that are network namespaces of their own, each with one link (veth(4)) to a bridge in yet another one, see ip-netns(8). Nothing of it is seen outside, and nothing
/// stays behind.
/// </summary>
internal sealed class HostNetwork : IDisposable
{
    private const string Init = """
        hostname "$1" && mount --bind "$4" "$5" && echo $(($2 * 10000)) > /proc/sys/kernel/ns_last_pid || exit 1
        power=$3; shift 5
        "$@" &
        wait $!; status=$?
        while [ -e "$power" ]; do sleep 0.2; done
        exit $status
        """;

    private static int serial;

    private readonly string id = $"ee{Environment.ProcessId}x{Interlocked.Increment(ref serial)}";
    private readonly List<string> namespaces = [];

    public HostNetwork()
    {
        AddNamespace(Bridge);
        Ip("-n", Bridge, "link", "add", "bridge0", "type", "bridge");
        Ip("-n", Bridge, "link", "set", "bridge0", "up");
    }

    private string Bridge => $"{id}b";

    /// <summary>Why there can be no such hosts here; null when there can.</summary>
    public static string? Obstacle()
    {
        try
        {
            using var trial = new HostNetwork();
            trial.Add(1);
            return null;
        }
        catch (HarnessException impossible)
        {
            return $"no simulated hosts here: {impossible.Message}";
        }
    }

    public static string AddressOf(int number) => $"10.99.0.{number}";

    public void Add(int number)
    {
        var host = HostNamespace(number);
        AddNamespace(host);
        Ip("-n", host, "link", "add", "eth0", "type", "veth", "peer", "name", Port(number), "netns", Bridge);
        Ip("-n", Bridge, "link", "set", Port(number), "master", "bridge0", "up");
        Ip("-n", host, "addr", "add", $"{AddressOf(number)}/24", "dev", "eth0");
        Ip("-n", host, "link", "set", "eth0", "up");
        Ip("-n", host, "link", "set", "lo", "up");
    }

    /// <summary>The command that becomes this one on the host, under the host's name: the pid is the same.</summary>
    public string[] On(int number, string hostName, params string[] command)
        => ["ip", "netns", "exec", HostNamespace(number), "unshare", "--uts", "sh", "-c", "hostname \"$1\" && shift && exec \"$@\"", "sh", hostName, .. command];

    /// <summary>The same, with pids of the host's own, which are nobody else's: it sees no process but its own, like any machine. The shell is its init, which buries orphans.</summary>
    /// <param name="number">Of the host.</param>
    /// <param name="hostName">How it calls itself.</param>
    /// <param name="power">A file: while it is there, the host outlives the command.</param>
    /// <param name="ownDisk">A directory that nobody but this host sees at the place of the disk.</param>
    /// <param name="disk">A directory that every host has, each its own.</param>
    /// <param name="command">What it runs.</param>
    public string[] OnApart(int number, string hostName, string power, string ownDisk, string disk, params string[] command)
        => [
            "ip", "netns", "exec", HostNamespace(number), "unshare", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc",
            "sh", "-c", Init, "sh", hostName, $"{number}", power, ownDisk, disk, .. command,
        ];

    /// <summary>Pulls the cable: nobody is told.</summary>
    public void Cut(int number) => Ip("-n", Bridge, "link", "set", Port(number), "down");

    public void Heal(int number) => Ip("-n", Bridge, "link", "set", Port(number), "up");

    /// <summary>These hosts see each other and nobody else, as behind a switch that has lost its uplink.</summary>
    public void Part(params int[] numbers)
    {
        Ip("-n", Bridge, "link", "add", "bridge1", "type", "bridge");
        Ip("-n", Bridge, "link", "set", "bridge1", "up");
        foreach (var number in numbers)
            Ip("-n", Bridge, "link", "set", Port(number), "master", "bridge1");
    }

    public void Join(params int[] numbers)
    {
        foreach (var number in numbers)
            Ip("-n", Bridge, "link", "set", Port(number), "master", "bridge0");
        Ip("-n", Bridge, "link", "del", "bridge1");
    }

    /// <summary>What the host sends waits for up to half a second, and is lost where there is more (tc-tbf(8)).</summary>
    public void Slow(int number) => Run("tc", "-n", HostNamespace(number), "qdisc", "replace", "dev", "eth0", "root", "tbf", "rate", "1mbit", "burst", "16kb", "limit", "64kb");

    /// <summary>What the host sends goes out at 8 MB/s: a large image is surely still on its way when somebody has seen some of it.</summary>
    public void Narrow(int number) => Run("tc", "-n", HostNamespace(number), "qdisc", "replace", "dev", "eth0", "root", "tbf", "rate", "64mbit", "burst", "128kb", "limit", "1mb");

    public void Quicken(int number) => Run("tc", "-n", HostNamespace(number), "qdisc", "del", "dev", "eth0", "root");

    public void Dispose()
    {
        // With a namespace its end of every link goes, and with that the other end.
        foreach (var name in Enumerable.Reverse(namespaces))
            Ip("netns", "del", name);
        namespaces.Clear();
    }

    private static string Port(int number) => $"port{number}";

    private string HostNamespace(int number) => $"{id}h{number}";

    private void AddNamespace(string name)
    {
        Ip("netns", "add", name);
        namespaces.Add(name);
    }

    private static void Ip(params string[] arguments) => Run("ip", arguments);

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new HarnessException($"{program} {string.Join(' ', arguments)}: {errors.Trim()}");
    }
}
