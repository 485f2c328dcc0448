using Entracte.EndToEnd.Tests.Clusters;
using Entracte.EndToEnd.Tests.Harness;
using Entracte.Victims;

namespace Entracte.EndToEnd.Tests.Hosts;

/// <summary>Images that are copied from host to host, each of which keeps its own in a directory of its own.</summary>
[Trait("Category", "Root")]
public sealed class ImageCopiesTests : IDisposable
{
    private readonly HostCluster cluster = new(withOwnPids: true);

    [HostsFact]
    public void A_program_comes_back_on_the_host_to_which_its_image_was_copied()
    {
        var (first, second) = (cluster.Boot(1), cluster.Boot(2));
        HostCluster.WaitForNodes(first, "host1", "host2");
        var count = first.Session.PathOf("count");
        first.Session.Succeed("launch", "--on", "host1", "--name", "job", "--images", first.Session.Images, "--", "sh", "-c", CountingShell.Script, "sh", count);
        CountingShell.WaitForMore(count, 0, first);
        first.Session.Checkpoint("job", "--kill");
        var before = CountingShell.CountIn(count);

        second.Session.Succeed("images", "pull", "job", "--from", "host1", "--images", first.Session.Images, "--to-images", second.Session.Images);
        second.Session.Succeed("verify", Path.Combine(second.Session.Images, "job"));
        second.Session.Succeed("restart", "--detach", "--on", "host2", "job", "--images", second.Session.Images);
        CountingShell.WaitForMore(count, before, second);
        Assert.Equal(2, (int)second.Session.Checkpoint("job", "--kill", "--images", second.Session.Images)["generation"]!);

        second.Session.Succeed("images", "push", "job", "--to", "host1", "--images", second.Session.Images, "--to-images", first.Session.Images);
        Assert.Contains("2", first.Session.Succeed("images", "job", "--images", first.Session.Images).Output, StringComparison.Ordinal);
        first.Session.Succeed("restart", "--detach", "job", "--images", first.Session.Images);
        CountingShell.WaitForMore(count, CountingShell.CountIn(count), first);
        first.Session.Succeed("kill", "job");
    }

    [HostsFact("python3")]
    public void A_copy_goes_on_when_the_cable_was_pulled_for_a_while()
    {
        var (first, second) = (cluster.Boot(1), cluster.Boot(2));
        HostCluster.WaitForNodes(first, "host1", "host2");
        var ready = first.Session.PathOf("ready");
        first.Session.Succeed(
            "launch", "--on", "host1", "--name", "large", "--images", first.Session.Images, "--", InstalledProgram.Get("python3"), "-c",
            $"import os, time\nall = [os.urandom(1 << 20) for _ in range(300)]\nopen('{ready}', 'w').close()\ntime.sleep(1000)");
        Waiting.Until("the program's memory", () => File.Exists(ready), first.Agent.Explain);
        first.Session.Checkpoint("large", "--kill");

        var copying = first.Session.StartUnknown("copying", [Binaries.Command, "images", "push", "large", "--to", "host2", "--images", first.Session.Images, "--to-images", second.Session.Images]);
        Waiting.Until("some of the copy", () => copying.Ended || ArrivedBytes(second) > 30 << 20, second.Agent.Explain);
        cluster.Network.Cut(2);
        var arrived = -1L;
        Waiting.Until("a standstill", () => copying.Ended || arrived == (arrived = ArrivedBytes(second)), second.Agent.Explain);
        cluster.Network.Heal(2);
        copying.ExpectEnd();
        second.Session.Succeed("verify", Path.Combine(second.Session.Images, "large"));
        second.Session.Succeed("restart", "--detach", "--on", "host2", "large", "--images", second.Session.Images);
        second.Session.Succeed("kill", "large");
    }

    /// <summary>What is on the disk of a host that has died is gone. Its image is elsewhere.</summary>
    [HostsFact]
    public void A_computation_survives_its_host_where_its_images_have_copies()
    {
        var (first, second, third) = (cluster.Boot(1), cluster.Boot(2), cluster.Boot(3));
        HostCluster.WaitForNodes(first, "host1", "host2", "host3");
        var count = second.Session.PathOf("count");
        second.Session.Succeed(
            "launch", "--on", "host2", "--name", "job", "--images", cluster.Disk, "--keep", "2", "--copies", "2", "--partners", "host3,host1", "--", "sh", "-c", CountingShell.Script, "sh", count);
        CountingShell.WaitForMore(count, 0, second);
        for (var generation = 1; generation <= 3; generation++)
            Assert.Equal((generation, 2), (second.Session.Checkpoint("job") is var taken ? (int)taken["generation"]! : 0, (int)taken["copies"]!));
        Waiting.Until("the end of the oldest images", () => Generations(2) is ["g000002", "g000003"] && Generations(3) is ["g000002", "g000003"], third.Agent.Explain);
        Assert.Empty(Generations(1));

        cluster.Network.Cut(2);
        second.Agent.Kill();
        Waiting.Until("host2 as lost", () => !AgentCluster.Nodes(third).ContainsKey("host2"), third.Agent.Explain);
        third.Session.Succeed("restart", "--detach", "--on", "host3", "job", "--images", cluster.Disk);
        CountingShell.WaitForMore(count, CountingShell.CountIn(count), third);

        // The wish for copies came with the image. There is nobody else now but host1.
        Assert.Equal(2, (int)third.Session.Checkpoint("job")["copies"]!);
        Assert.Equal(["g000004"], Generations(1));
        third.Session.Succeed("kill", "job");
    }

    /// <summary>Who ends has nothing but its image to go on from.</summary>
    [HostsFact]
    public void A_program_is_ended_only_when_its_image_has_its_copies()
    {
        var first = cluster.Boot(1);
        var count = first.Session.PathOf("count");
        first.Session.Succeed("launch", "--on", "host1", "--name", "job", "--images", cluster.Disk, "--copies", "2", "--", "sh", "-c", CountingShell.Script, "sh", count);
        CountingShell.WaitForMore(count, 0, first);
        var refused = first.Session.Refuse("checkpoint", "job", "--kill");
        Assert.Contains("of 2 copies there is only 1", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(["g000001"], Generations(1));
        CountingShell.WaitForMore(count, first);

        var second = cluster.Boot(2);
        HostCluster.WaitForNodes(first, "host1", "host2");
        var taken = first.Session.Checkpoint("job", "--kill");
        Assert.Equal((2, 2), ((int)taken["generation"]!, (int)taken["copies"]!));
        Assert.Empty(HostCluster.Pids(first, "job"));
        // From the disk of that host.
        second.Session.Succeed("restart", "--detach", "--on", "host2", "job", "--images", cluster.Disk);
        CountingShell.WaitForMore(count, second);
        second.Session.Succeed("kill", "job");
    }

    /// <summary>Half of such a program gets into its file only when it runs again.</summary>
    [HostsFact]
    public void What_goes_ahead_of_a_large_image_is_a_part_of_it()
    {
        var (first, second) = (cluster.Boot(1), cluster.Boot(2));
        HostCluster.WaitForNodes(first, "host1", "host2");
        var question = first.Session.PathOf("question");
        first.Session.Succeed("launch", "--on", "host1", "--name", "large", "--images", cluster.Disk, "--copies", "2", "--", VictimPrograms.PathOf("memory_large"), question, "64");
        Waiting.Until("all its memory in an image", () =>
        {
            var taken = first.Session.Checkpoint("large");
            Assert.Equal(2, (int)taken["copies"]!);
            return (long)taken["sizeBytes"]! > 64 << 20;
        }, first.Agent.Explain);
        second.Session.Succeed("verify", Path.Combine(cluster.DiskOf(2), "large"));
        Assert.DoesNotContain("does not belong to it", first.Agent.Errors, StringComparison.Ordinal);
        first.Session.Succeed("kill", "large");
    }

    [HostsFact]
    public void A_host_that_was_away_has_no_image_when_it_is_back_that_was_removed_meanwhile()
    {
        var (first, second, third) = (cluster.Boot(1), cluster.Boot(2), cluster.Boot(3));
        HostCluster.WaitForNodes(first, "host1", "host2", "host3");
        var count = second.Session.PathOf("count");
        second.Session.Succeed(
            "launch", "--on", "host2", "--name", "job", "--images", cluster.Disk, "--keep", "1", "--copies", "2", "--partners", "host3,host1", "--", "sh", "-c", CountingShell.Script, "sh", count);
        CountingShell.WaitForMore(count, 0, second);
        second.Session.Checkpoint("job");
        Assert.Equal(["g000001", "g000001"], [.. Generations(2), .. Generations(3)]);
        Assert.Empty(Generations(1));

        HostCluster.KeepPowered(third);
        cluster.Network.Cut(3);
        Waiting.Until("host3 as lost", () => !AgentCluster.Nodes(second).ContainsKey("host3"), second.Agent.Explain);
        second.Session.Checkpoint("job");
        Waiting.Until("the next image only, with its copy", () => Generations(2) is ["g000002"] && Generations(1) is ["g000002"], second.Agent.Explain);
        Assert.Equal(["g000001"], Generations(3));

        // The side without the majority ends by itself.
        Waiting.Until("the end of the agent that is away", () => !third.Session.Processes().Any(ProcessTable.IsAgent), third.Agent.Explain);
        cluster.Network.Heal(3);
        third = cluster.BootAgain(third);
        Waiting.Until("nothing of it on host3", () => Generations(3).Length == 0, third.Agent.Explain);

        // It is the first partner again, and host1 is none any more.
        second.Session.Checkpoint("job");
        Waiting.Until("the last image where it is wanted", () => Generations(2) is ["g000003"] && Generations(3) is ["g000003"] && Generations(1).Length == 0, first.Agent.Explain);
        first.Session.Succeed("kill", "job");
    }

    public void Dispose() => cluster.Dispose();

    private string[] Generations(int host)
    {
        var directory = Path.Combine(cluster.DiskOf(host), "job");
        return Directory.Exists(directory) ? [.. Directory.GetDirectories(directory, "g*").Select(path => Path.GetFileName(path)).Order()] : [];
    }

    private static long ArrivedBytes(Member member)
    {
        var directory = Path.Combine(member.Session.Images, "large");
        return Directory.Exists(directory) ? new DirectoryInfo(directory).EnumerateFiles("*.img", SearchOption.AllDirectories).Sum(file => file.Length) : 0;
    }
}
