using System.Text.Json.Nodes;
using Entracte.Bench.Linux;
using Entracte.EndToEnd.Tests.Hosts;

namespace Entracte.Bench.Hosts;

/// <summary>One simulated host (root makes it) and the agent on it.</summary>
internal sealed class SimulatedHost
{
    private readonly string bin, folder;
    private readonly Dictionary<string, string> environment;
    private readonly ProcessorShare? share;
    private int? agentPid;

    /// <param name="network">Where the host is plugged in.</param>
    /// <param name="number">From 1.</param>
    /// <param name="bin">With the command and the agent.</param>
    /// <param name="folder">Of all hosts, which share it.</param>
    /// <param name="share">Of the processors, for all that runs there; null where all hosts take from the same.</param>
    public SimulatedHost(HostNetwork network, int number, string bin, string folder, ProcessorShare? share)
    {
        (Number, this.bin, this.folder, this.share) = (number, bin, folder, share);
        network.Add(number);
        environment = new Dictionary<string, string>
        {
            ["XDG_RUNTIME_DIR"] = Directory.CreateDirectory(Path.Combine(folder, Name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName,
            ["HOME"] = folder,
            ["ENTRACTE_IMAGES"] = Path.Combine(folder, "images"),
            ["ENTRACTE_NODE"] = Path.Combine(bin, "entracte-node"),
        };
        string[] place = number == 1 ? ["--listen", Address] : ["--join", HostNetwork.AddressOf(1)];
        string[] command = [Path.Combine(bin, "entracte"), "node", "--keys", Path.Combine(folder, "keys"), .. place];
        string DirectoryOf(string name) => Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        Agent = Child.Start(
            Shared(network.OnApart(number, Name, Path.Combine(folder, "never"), DirectoryOf($"{Name}.disk"), DirectoryOf("disk"), command)), Path.Combine(folder, $"{Name}.agent"), environment);
    }

    public int Number { get; }

    public string Name => $"host{Number}";

    public string Address => HostNetwork.AddressOf(Number);

    public Child Agent { get; }

    /// <summary>Asks the agent there.</summary>
    public string Command(params string[] arguments)
    {
        var child = Child.Start(Shared([Path.Combine(bin, "entracte"), .. arguments]), Path.Combine(folder, $"{Name}.command"), environment);
        child.Await();
        return child.Output;
    }

    public void WaitForNodes(int count)
    {
        var socket = Path.Combine(environment["XDG_RUNTIME_DIR"], "entracte", "agent.sock");
        while (!File.Exists(socket) || JsonNode.Parse(Command("status", "--json"))!["nodes"]!.AsArray().Count(node => (bool)node!["reachable"]!) < count)
        {
            Agent.ThrowIfFailed();
            Thread.Sleep(100);
        }
    }

    /// <summary>Processor time that the agent has had so far.</summary>
    public double ProcessorMilliseconds() => ProcessClock.Milliseconds(agentPid ??= FindAgent());

    private string[] Shared(string[] command) => share?.Of(command) ?? command;

    /// <summary>What was started is the host; the agent in it has another pid.</summary>
    private int FindAgent()
        => Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => char.IsAsciiDigit(name![0])).Select(int.Parse!).Single(pid => IsAgent($"/proc/{pid}"));

    private bool IsAgent(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "comm")).StartsWith("entracte-node", StringComparison.Ordinal)
                && !File.ReadAllText(Path.Combine(process, "cmdline")).Contains("--fence", StringComparison.Ordinal)
                && File.ReadAllText(Path.Combine(process, "environ")).Split('\0').Contains($"XDG_RUNTIME_DIR={environment["XDG_RUNTIME_DIR"]}");
        }
        catch (IOException)
        {
            return false; // it has ended meanwhile
        }
    }
}
