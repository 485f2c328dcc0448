using Entracte.EndToEnd.Tests.Clusters;
using Entracte.EndToEnd.Tests.Harness;
using Mono.Unix.Native;

namespace Entracte.EndToEnd.Tests.Hosts;

/// <summary>A computation over two hosts, of which one is lost: it goes on with a third one in its place, and what the lost one still runs has stopped before.</summary>
[Trait("Category", "Root")]
public sealed class NodeLossTests : IDisposable
{
    private const string Port = "7000";
    private readonly HostCluster cluster = new(withOwnPids: true, asPlainUser: true);
    private readonly UserSession shared = new(asPlainUser: true);

    public enum Loss
    {
        AgentKilled,
        HostCutOff,
        HostDead,
    }

    [HostsTheory("python3")]
    [InlineData(Loss.AgentKilled)]
    [InlineData(Loss.HostCutOff)]
    [InlineData(Loss.HostDead)]
    public void It_goes_on_from_the_last_image_on_a_spare_with_nobodys_help_and_never_runs_twice(Loss loss)
    {
        var members = Enumerable.Range(1, 4).Select(number => cluster.Boot(number)).ToArray();
        HostCluster.WaitForNodes(members[0], "host1", "host2", "host3", "host4");
        Launch(members[0], "host2", "host3");
        WaitForFrames(members[0]);
        Assert.Equal(1, (int)members[0].Session.Checkpoint("talk")["generation"]!);
        WaitForFrames(members[0]);
        var server = Assert.Single(members[1].Session.Processes(), pid => ProcessTable.CommandLine(pid).Contains("two_hosts.py server", StringComparison.Ordinal));

        Lose(loss, members[1]);
        Waiting.Until("the computation on host3 and host4", () => Running(members[0], "host3", "host4"), () => Explain(members));
        if (loss != Loss.HostDead)
            Assert.Equal('T', ProcessTable.State(server));
        WaitForFrames(members[0]);
        Assert.Contains("node host2, which had processes of talk, was lost; it goes on from generation 1", members[2].Session.Succeed("status").Output, StringComparison.Ordinal);
        Assert.Equal(2, (int)members[2].Session.Checkpoint("talk")["generation"]!);
        if (loss == Loss.AgentKilled)
        {
            // What the host still has is no part of the computation any more.
            var again = cluster.BootAgain(members[1]);
            Waiting.Until("the end of the earlier life", () => !ProcessTable.Lives(server), again.Agent.Explain);
            WaitForFrames(members[0]);
            Assert.True(Running(members[0], "host3", "host4"));
        }

        File.WriteAllText(shared.PathOf("finish"), "");
        foreach (var role in new[] { "server", "client" })
            Assert.Equal("right", Waiting.UntilWritten($"the result of the {role}", shared.PathOf($"{role}.result"), () => Explain(members)));

        // It has never gone on: otherwise it would have seen that all is finished.
        if (loss == Loss.HostCutOff)
            Assert.Equal('T', ProcessTable.State(server));
    }

    public void Dispose()
    {
        cluster.Dispose();
        shared.Dispose();
    }

    private void Lose(Loss loss, Member member)
    {
        HostCluster.KeepPowered(member);
        switch (loss)
        {
            case Loss.AgentKilled:
                ProcessTable.Kill(member.Session.Processes().Single(ProcessTable.IsAgent), Signum.SIGKILL);
                break;
            case Loss.HostCutOff:
                cluster.Network.Cut(int.Parse(member.Name[^1..]));
                break;
            case Loss.HostDead:
                // A host without power closes no connection; the kernel of this one would do it for those that are killed here.
                cluster.Network.Cut(int.Parse(member.Name[^1..]));
                HostCluster.PowerOff(member);
                break;
        }
    }

    private static bool Running(Member member, params string[] hosts) => AgentCluster.Status(member)?["computations"]!.AsArray().Any(each
        => (string?)each!["name"] == "talk" && (string?)each["state"] == "Running" && each["nodes"]!.AsArray().Select(node => (string)node!).Order().SequenceEqual(hosts)) ?? false;

    private static string Explain(Member[] members) => string.Join('\n', members.Select(member => $"===== {member.Name}\n{member.Agent.Explain()}"));

    private void Launch(Member member, string serving, string asking)
    {
        string[] program = [InstalledProgram.Get("python3"), InstalledProgram.Source("two_hosts.py")];
        string[] more = [Port, shared.PathOf("finish"), shared.Folder];
        member.Session.Succeed([
            "launch", "--on", serving, "--name", "talk", "--images", shared.Images, "--on-node-loss", "restart", "--spares", "host4", "--", .. program, "server", "0.0.0.0", .. more]);
        member.Session.Succeed(["launch", "--join", "talk", "--on", asking, "--", .. program, "client", HostNetwork.AddressOf(int.Parse(serving[^1..])), .. more]);
    }

    /// <summary>Both sides get on.</summary>
    private void WaitForFrames(Member member)
    {
        foreach (var role in new[] { "server", "client" })
        {
            var before = Frames(role);
            Waiting.Until($"more frames of the {role} than {before}", () => Frames(role) > before + 20, member.Agent.Explain);
        }
    }

    private int Frames(string role) => File.Exists(shared.PathOf($"{role}.frames")) ? int.Parse(File.ReadAllText(shared.PathOf($"{role}.frames"))) : 0;
}
