using Entracte.EndToEnd.Tests.Clusters;
using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Hosts;

/// <summary>Images that are copied from host to host, each of which keeps its own in a directory of its own.</summary>
[Trait("Category", "Root")]
public sealed class ImageCopiesTests : IDisposable
{
    private const string Counting = "i=0; while :; do i=$((i + 1)); echo $i > \"$1.new\"; mv \"$1.new\" \"$1\"; sleep 0.02; done";
    private readonly HostCluster cluster = new();

    [HostsFact]
    public void A_program_comes_back_on_the_host_to_which_its_image_was_copied()
    {
        var (first, second) = (cluster.Boot(1), cluster.Boot(2));
        HostCluster.WaitForNodes(first, "host1", "host2");
        var count = first.Session.PathOf("count");
        first.Session.Succeed("launch", "--on", "host1", "--name", "job", "--images", first.Session.Images, "--", "sh", "-c", Counting, "sh", count);
        WaitForMore(count, 0, first);
        first.Session.Checkpoint("job", "--kill");
        var before = CountIn(count);

        second.Session.Succeed("images", "pull", "job", "--from", "host1", "--images", first.Session.Images, "--to-images", second.Session.Images);
        second.Session.Succeed("verify", Path.Combine(second.Session.Images, "job"));
        second.Session.Succeed("restart", "--detach", "--on", "host2", "job", "--images", second.Session.Images);
        WaitForMore(count, before, second);
        Assert.Equal(2, (int)second.Session.Checkpoint("job", "--kill", "--images", second.Session.Images)["generation"]!);

        second.Session.Succeed("images", "push", "job", "--to", "host1", "--images", second.Session.Images, "--to-images", first.Session.Images);
        Assert.Contains("2", first.Session.Succeed("images", "job", "--images", first.Session.Images).Output, StringComparison.Ordinal);
        first.Session.Succeed("restart", "--detach", "job", "--images", first.Session.Images);
        WaitForMore(count, CountIn(count), first);
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

    public void Dispose() => cluster.Dispose();

    private static long ArrivedBytes(Member member)
    {
        var directory = Path.Combine(member.Session.Images, "large");
        return Directory.Exists(directory) ? new DirectoryInfo(directory).EnumerateFiles("*.img", SearchOption.AllDirectories).Sum(file => file.Length) : 0;
    }

    private static int CountIn(string path) => File.Exists(path) ? int.Parse(File.ReadAllText(path)) : 0;

    private static void WaitForMore(string count, int than, Member member) => Waiting.Until($"more than {than} in {count}", () => CountIn(count) > than + 10, member.Agent.Explain);
}
