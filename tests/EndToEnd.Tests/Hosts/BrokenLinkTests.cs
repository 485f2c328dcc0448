using System.Text.Json.Nodes;
using Entracte.EndToEnd.Tests.Clusters;
using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Hosts;

/// <summary>
/// The link breaks while an image is on its way over it. It is a narrow one, on which the whole image would need half a minute, and it breaks when a part of it is there: so it breaks in the
/// midst, whatever else the machine does.
/// </summary>
[Trait("Category", "Root")]
public sealed class BrokenLinkTests : IDisposable
{
    private const long Some = 32 << 20;

    /// <summary>The program's memory alone is more.</summary>
    private const long Most = 200 << 20;

    /// <summary>Memory that no compression makes smaller, and a count with a digest of all before; both are looked through at the end.</summary>
    private const string Keeping = """
        import hashlib, os, sys, time
        counted, finish, result = sys.argv[1:]
        kept = [os.urandom(1 << 20) for _ in range(200)]
        sums = [hashlib.sha256(each).digest() for each in kept]
        count, digest = 0, b''
        def put(path, text):
            with open(path + '.new', 'w') as file:
                file.write(text)
            os.replace(path + '.new', path)
        while not os.path.exists(finish):
            count += 1
            digest = hashlib.sha256(digest + str(count).encode()).digest()
            put(counted, str(count))
            time.sleep(0.02)
        again = b''
        for each in range(1, count + 1):
            again = hashlib.sha256(again + str(each).encode()).digest()
        put(result, 'right' if again == digest and sums == [hashlib.sha256(each).digest() for each in kept] else 'wrong')
        """;

    private readonly UserSession shared = new(asPlainUser: true);
    private HostCluster cluster = null!;

    /// <summary>Of the same path on all hosts, with a content of its own on each.</summary>
    private string Images => Path.Combine(cluster.Disk, "images");

    [HostsFact("python3", "tc")]
    public void A_copy_goes_on_where_it_was_when_the_link_is_back()
    {
        var (first, second) = Boot(patience: "120s");
        Launch(first);
        first.Session.Checkpoint("keeper", "--kill");

        var copying = StartOverNarrowLink(second, ["images", "pull", "keeper", "--from", $"host1@{HostNetwork.AddressOf(1)}", "--images", Images, "--to-images", Images, "--json"]);
        var offered = Offers(first);
        cluster.Network.Cut(2);
        Waiting.Until("another offer, which nobody hears", () => Offers(first) > offered, first.Agent.Explain);
        var arrived = ArrivedBytes(2);
        Assert.InRange(arrived, Some, Most);
        RestoreLink();
        copying.ExpectEnd();
        var copied = JsonNode.Parse(copying.Output)!;
        // What was under way when it broke is sent twice; from the beginning it would be all that had arrived.
        Assert.InRange((long)copied["sentBytes"]!, (long)copied["sizeBytes"]!, (long)copied["sizeBytes"]! + arrived - 1);
        second.Session.Succeed("verify", Path.Combine(cluster.DiskOf(2), "images", "keeper"));
        second.Session.Succeed("restart", "--on", "host2", "--detach", "keeper", "--images", Images);
        ExpectRight(second);
    }

    [HostsFact("python3", "tc")]
    public void A_copy_whose_link_stays_away_leaves_nothing_half_and_the_next_one_goes_on_from_what_has_come()
    {
        var (first, second) = Boot(patience: "15s");
        Launch(first);
        first.Session.Checkpoint("keeper", "--kill");

        string[] copy = ["images", "push", "keeper", "--to", $"host2@{HostNetwork.AddressOf(2)}", "--images", Images, "--to-images", Images, "--json"];
        var copying = StartOverNarrowLink(first, copy);
        cluster.Network.Cut(2);
        copying.ExpectEnd(125);
        Assert.Contains("did not answer for 15 s; what it has of the image stays there, and another copy goes on from it", copying.Errors, StringComparison.Ordinal);
        var arrived = ArrivedBytes(2);
        Assert.InRange(arrived, Some, Most);
        Assert.Contains("0 images", second.Session.Succeed("images", "keeper", "--images", Images).Output, StringComparison.Ordinal);
        first.Session.Succeed("verify", Path.Combine(cluster.DiskOf(1), "images", "keeper"));

        RestoreLink();
        var copied = JsonNode.Parse(first.Session.Succeed(copy).Output)!;
        Assert.InRange((long)copied["sentBytes"]!, (long)copied["sizeBytes"]! - arrived, (long)copied["sizeBytes"]! - 1);
        second.Session.Succeed("verify", Path.Combine(cluster.DiskOf(2), "images", "keeper"));
        second.Session.Succeed("restart", "--on", "host2", "--detach", "keeper", "--images", Images);
        ExpectRight(second);
    }

    [HostsFact("python3", "tc")]
    public void A_program_whose_image_does_not_get_to_the_other_cluster_runs_on_here_and_goes_when_the_link_is_back()
    {
        var (first, other) = Boot(patience: "15s");
        Launch(first);
        var before = HostCluster.Pids(first, "keeper");

        string[] migrate = ["migrate", "keeper", "--to-cluster", HostNetwork.AddressOf(2), "--json"];
        var migrating = StartOverNarrowLink(first, migrate);
        cluster.Network.Cut(2);
        migrating.ExpectEnd(125);
        Assert.Contains("did not answer for 15 s", migrating.Errors, StringComparison.Ordinal);
        Assert.InRange(ArrivedBytes(2), Some, Most);
        Assert.Equal(before, HostCluster.Pids(first, "keeper"));
        WaitForMore(first);
        Assert.Empty(AgentCluster.Status(other)!["computations"]!.AsArray());
        Assert.Contains("0 images", other.Session.Succeed("images", "keeper", "--images", Images).Output, StringComparison.Ordinal);

        RestoreLink();
        first.Session.Succeed(migrate);
        Waiting.Until("the end of the program where it was", () => HostCluster.Pids(first, "keeper").Count == 0, first.Agent.Explain);
        Assert.Single(HostCluster.Pids(other, "keeper"));
        Assert.Contains("1 image ", other.Session.Succeed("images", "keeper", "--images", Images).Output, StringComparison.Ordinal);
        other.Session.Succeed("verify", Path.Combine(cluster.DiskOf(2), "images", "keeper"));
        ExpectRight(other);
    }

    public void Dispose()
    {
        cluster?.Dispose();
        shared.Dispose();
    }

    /// <summary>Two hosts, each a cluster of its own.</summary>
    private (Member First, Member Second) Boot(string patience)
    {
        cluster = new(withOwnPids: true, asPlainUser: true, settings: $"""
            entracte.coordinator.answer-timeout = 60s
            entracte.copy.silence = 3s
            entracte.copy.patience = {patience}
            """);
        return (cluster.Boot(1), cluster.Boot(2, joining: 2));
    }

    private void Launch(Member member)
    {
        string[] program = [InstalledProgram.Get("python3"), "-c", Keeping, shared.PathOf("counted"), shared.PathOf("finish"), shared.PathOf("result")];
        member.Session.Succeed(["launch", "--on", "host1", "--name", "keeper", "--images", Images, "--", .. program]);
        WaitForMore(member);
    }

    /// <summary>The command is in the midst of its copy from the first host to the second.</summary>
    private RunningProgram StartOverNarrowLink(Member member, string[] command)
    {
        cluster.Network.Narrow(1);
        var running = member.Session.StartUnknown("command", [Binaries.Command, .. command]);
        Waiting.Until("some of the image on host2", () => running.Ended || ArrivedBytes(2) > Some, running.Explain);
        Assert.False(running.Ended, running.Explain());
        return running;
    }

    private void RestoreLink()
    {
        cluster.Network.Quicken(1);
        cluster.Network.Heal(2);
    }

    private static int Offers(Member member) => member.Agent.Output.Split("is offered to it again").Length;

    private void ExpectRight(Member member)
    {
        WaitForMore(member);
        File.WriteAllText(shared.PathOf("finish"), "");
        Assert.Equal("right", Waiting.UntilWritten("the result", shared.PathOf("result"), member.Agent.Explain));
    }

    private void WaitForMore(Member member)
    {
        var before = Counted;
        Waiting.Until($"a count of more than {before}", () => Counted > before + 20, member.Agent.Explain);
    }

    private int Counted => File.Exists(shared.PathOf("counted")) ? int.Parse(File.ReadAllText(shared.PathOf("counted"))) : 0;

    /// <summary>Of the image's parts, whether it is whole or not.</summary>
    private long ArrivedBytes(int host)
    {
        var directory = new DirectoryInfo(Path.Combine(cluster.DiskOf(host), "images", "keeper"));
        return directory.Exists ? directory.EnumerateFiles("p*.img", SearchOption.AllDirectories).Sum(file => file.Length) : 0;
    }
}
