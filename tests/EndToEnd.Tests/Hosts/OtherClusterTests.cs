using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Entracte.EndToEnd.Tests.Clusters;
using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Hosts;

/// <summary>Two clusters, each with a coordinator of its own and keys of the same authority: a program goes from the one to the other while it counts.</summary>
[Trait("Category", "Root")]
public sealed class OtherClusterTests : IDisposable
{
    private const string Port = "7000";

    private const string Counting = """
        import hashlib, os, socket, sys, time
        port, counted, finish, result = sys.argv[1:]
        listening = socket.create_server(('0.0.0.0', int(port)))
        count, digest = 0, b''
        while not os.path.exists(finish):
            count += 1
            digest = hashlib.sha256(digest + str(count).encode()).digest()
            with open(counted + '.new', 'w') as file:
                file.write(str(count))
            os.replace(counted + '.new', counted)
            time.sleep(0.02)
        with open(result + '.new', 'w') as file:
            file.write(f'{count} {digest.hex()}')
        os.replace(result + '.new', result)
        """;

    private readonly UserSession shared = new();
    private readonly HostCluster cluster = new(withOwnPids: true);

    /// <summary>Of the same path on all hosts, with a content of its own on each.</summary>
    private string Images => Path.Combine(cluster.Disk, "images");

    [HostsFact("python3")]
    public void A_counter_goes_to_another_cluster_and_counts_right_and_goes_on_where_it_was_when_it_cannot_go()
    {
        var (first, second, other) = (cluster.Boot(1), cluster.Boot(2), cluster.Boot(3, joining: 3));
        HostCluster.WaitForNodes(first, "host1", "host2");
        HostCluster.WaitForNodes(other, "host3");
        string[] program = [InstalledProgram.Get("python3"), "-c", Counting, Port, shared.PathOf("counted"), shared.PathOf("finish"), shared.PathOf("result")];
        second.Session.Succeed(["launch", "--on", "host2", "--name", "counter", "--images", Images, "--", .. program]);
        WaitForMore(second);
        var before = HostCluster.Pids(first, "counter");

        var squatter = other.Session.StartUnknown("squatter", cluster.Network.On(3, "host3", InstalledProgram.Get("python3"), "-c",
            $"import socket, time; taken = socket.create_server(('0.0.0.0', {Port})); print('taken', flush=True); time.sleep(600)"));
        squatter.WaitForOutput("taken");
        Assert.Contains(Port, first.Session.Refuse("migrate", "counter", "--to-cluster", HostNetwork.AddressOf(3)).Errors, StringComparison.Ordinal);
        Assert.Contains("no node host9 in the other cluster", first.Session.Refuse("migrate", "counter", "--to-cluster", HostNetwork.AddressOf(3), "--to", "host9").Errors, StringComparison.Ordinal);
        cluster.Network.Cut(3);
        Assert.Contains("no node of another cluster has answered", first.Session.Refuse("migrate", "counter", "--to-cluster", HostNetwork.AddressOf(3)).Errors, StringComparison.Ordinal);
        cluster.Network.Heal(3);
        Assert.Equal(before, HostCluster.Pids(first, "counter"));
        WaitForMore(second);

        squatter.Kill();
        var moved = JsonNode.Parse(second.Session.Succeed("migrate", "counter", "--to-cluster", HostNetwork.AddressOf(3), "--json").Output)!;
        Assert.Equal(["host3@10.99.0.3:7677"], moved["to"]!.AsArray().Select(node => (string)node!));
        WaitForMore(other);
        Assert.Single(HostCluster.Pids(other, "counter"));
        Waiting.Until("the end of the counter where it was", () => HostCluster.Pids(first, "counter").Count == 0, first.Agent.Explain);

        other.Session.Checkpoint("counter");
        first.Session.Succeed("images", "pull", "counter", "--from", "host3@10.99.0.3", "--images", Images, "--to-images", Images);
        first.Session.Succeed("verify", Path.Combine(cluster.DiskOf(1), "images", "counter"));
        File.WriteAllText(shared.PathOf("finish"), "");
        var result = Waiting.UntilWritten("the result", shared.PathOf("result"), other.Agent.Explain).Split(' ');
        var digest = Enumerable.Range(1, int.Parse(result[0])).Aggregate(Array.Empty<byte>(), (before, count) => SHA256.HashData([.. before, .. Encoding.ASCII.GetBytes($"{count}")]));
        Assert.Equal(Convert.ToHexStringLower(digest), result[1]);
    }

    public void Dispose()
    {
        cluster.Dispose();
        shared.Dispose();
    }

    private void WaitForMore(Member member)
    {
        var before = Counted;
        Waiting.Until($"a count of more than {before}", () => Counted > before + 20, member.Agent.Explain);
    }

    private int Counted => File.Exists(shared.PathOf("counted")) ? int.Parse(File.ReadAllText(shared.PathOf("counted"))) : 0;
}
