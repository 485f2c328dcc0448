using Entracte.EndToEnd.Tests.Clusters;
using Entracte.EndToEnd.Tests.Harness;
using Entracte.Victims;

namespace Entracte.EndToEnd.Tests.Hosts;

/// <summary>One computation whose processes are on several hosts and talk over TCP; they check every byte that they get.</summary>
[Trait("Category", "Root")]
public sealed class OneComputationOverHostsTests : IDisposable
{
    private const string Port = "7000";
    private readonly HostCluster cluster = new(withOwnPids: true, asPlainUser: true);
    private readonly UserSession shared = new(asPlainUser: true);

    [HostsFact("python3")]
    public void Under_load_it_is_checkpointed_and_restarted_on_the_same_hosts_on_others_and_on_one_and_every_byte_is_right()
    {
        var members = Enumerable.Range(1, 4).Select(number => cluster.Boot(number)).ToArray();
        HostCluster.WaitForNodes(members[0], "host1", "host2", "host3", "host4");
        Launch(members[0], "host2", "host3");
        WaitForFrames(members[0]);
        for (var generation = 1; generation <= 3; generation++)
        {
            Assert.Equal(generation, (int)members[generation % 4].Session.Checkpoint("talk")["generation"]!);
            WaitForFrames(members[0]);
        }

        RestartAfterCheckpoint(members[0]);
        RestartAfterCheckpoint(members[0], "--map", "host2=host4,host3=host1");
        RestartAfterCheckpoint(members[1], "--on", "host3");
        RestartAfterCheckpoint(members[1]);

        File.WriteAllText(shared.PathOf("finish"), "");
        foreach (var role in new[] { "server", "client" })
            Assert.Equal("right", Waiting.UntilWritten($"the result of the {role}", shared.PathOf($"{role}.result"), members[2].Agent.Explain));
    }

    [HostsFact]
    public void A_refusal_names_what_is_in_the_way_on_all_hosts_at_once_and_all_run_on()
    {
        var members = Enumerable.Range(1, 3).Select(number => cluster.Boot(number)).ToArray();
        HostCluster.WaitForNodes(members[0], "host1", "host2", "host3");
        var question = shared.PathOf("question");
        string[] program = ["--", VictimPrograms.PathOf("uncapturable"), question];
        members[0].Session.Succeed(["launch", "--on", "host2", "--name", "odd", "--images", shared.Images, .. program]);
        members[0].Session.Succeed(["launch", "--on", "host3", "--join", "odd", .. program]);

        string[] refused = [];
        Waiting.Until("all obstacles of both", () =>
        {
            refused = members[0].Session.Run("checkpoint", "odd").Errors.Split('\n');
            return refused.Count(line => line.Contains("userfaultfd", StringComparison.Ordinal)) == 2;
        }, members[0].Agent.Explain);

        foreach (var host in new[] { "host2", "host3" })
            Assert.Single(refused, line => line.StartsWith($"  node {host}, pid ", StringComparison.Ordinal) && line.Contains("userfaultfd", StringComparison.Ordinal));
        File.WriteAllText(question, "");
        Waiting.Until("the end of both", () => (string?)members[0].Session.Status("odd")?["state"] != "Running", members[0].Agent.Explain);
    }

    public void Dispose()
    {
        cluster.Dispose();
        shared.Dispose();
    }

    private void Launch(Member member, string serving, string asking)
    {
        string[] program = [InstalledProgram.Get("python3"), InstalledProgram.Source("two_hosts.py")];
        string[] more = [Port, shared.PathOf("finish"), shared.Folder];
        member.Session.Succeed(["launch", "--on", serving, "--name", "talk", "--images", shared.Images, "--", .. program, "server", "0.0.0.0", .. more]);
        member.Session.Succeed(["launch", "--join", "talk", "--on", asking, "--", .. program, "client", HostNetwork.AddressOf(int.Parse(serving[^1..])), .. more]);
    }

    private void RestartAfterCheckpoint(Member member, params string[] where)
    {
        member.Session.Checkpoint("talk", "--kill");
        member.Session.Succeed(["restart", "--detach", "talk", "--images", shared.Images, .. where]);
        WaitForFrames(member);
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
