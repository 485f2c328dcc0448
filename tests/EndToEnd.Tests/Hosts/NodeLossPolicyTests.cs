using System.Text.Json.Nodes;
using Entracte.EndToEnd.Tests.Clusters;
using Entracte.EndToEnd.Tests.Harness;
using Mono.Unix.Native;

namespace Entracte.EndToEnd.Tests.Hosts;

/// <summary>A computation over the second and third of three hosts, of which the second is lost, where something else than a restart was chosen for that.</summary>
[Trait("Category", "Root")]
public sealed class NodeLossPolicyTests : IDisposable
{
    private readonly HostCluster cluster = new(withOwnPids: true, asPlainUser: true);
    private readonly UserSession shared = new(asPlainUser: true);
    private Member[] members = [];

    [HostsTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_left_stands_still_until_the_lost_host_is_back_where_that_was_chosen(bool isCutOff)
    {
        Launch("suspend");
        var (lost, left) = (ProgramOf(members[1]), ProgramOf(members[2]));
        Lose(isCutOff);
        WaitForState("Suspended");
        Assert.Contains("node host2, which had processes of job, was lost: --on-node-loss suspend was chosen; what is left of it is stopped until all nodes are back",
            members[2].Session.Succeed("status").Output, StringComparison.Ordinal);
        foreach (var pid in new[] { lost, left })
            Waiting.Until($"the standstill of {pid}", () => ProcessTable.State(pid) == 'T', Explain);

        if (isCutOff)
            cluster.Network.Heal(2);
        members[1] = cluster.BootAgain(members[1]);
        WaitForState("Running");
        WaitForBoth();
        Assert.Equal((lost, left), (ProgramOf(members[1]), ProgramOf(members[2])));
        Assert.Contains("all nodes of job are back, and it goes on", members[0].Session.Succeed("status").Output, StringComparison.Ordinal);
        Assert.Equal(2, (int)members[0].Session.Checkpoint("job")["generation"]!);
        members[0].Session.Succeed("kill", "job");
    }

    [HostsFact]
    public void What_was_suspended_goes_on_elsewhere_when_somebody_has_it_killed_and_restarted()
    {
        Launch("suspend");
        var left = ProgramOf(members[2]);
        Lose(isCutOff: true);
        WaitForState("Suspended");
        members[0].Session.Succeed("kill", "job");
        Waiting.Until("the end of what was left", () => !ProcessTable.Lives(left), Explain);
        members[0].Session.Succeed("restart", "--detach", "--map", "host2=host1", "job", "--images", shared.Images);
        WaitForState("Running");
        WaitForBoth();
        Assert.Equal(["host1", "host3"], Job()!["nodes"]!.AsArray().Select(node => (string)node!).Order());
        members[0].Session.Succeed("kill", "job");
    }

    [HostsFact]
    public void What_is_left_is_ended_where_that_was_chosen_and_the_status_says_so()
    {
        Launch("fail");
        var (lost, left) = (ProgramOf(members[1]), ProgramOf(members[2]));
        Lose(isCutOff: true);
        WaitForState("Ended");
        Assert.Contains("node host2, which had processes of job, was lost: --on-node-loss fail was chosen; what was left of it has been ended",
            members[2].Session.Succeed("status").Output, StringComparison.Ordinal);
        Waiting.Until("the end of what was left", () => !ProcessTable.Lives(left), Explain);
        Waiting.Until("the standstill of what was lost", () => ProcessTable.State(lost) == 'T', Explain);
    }

    public void Dispose()
    {
        cluster.Dispose();
        shared.Dispose();
    }

    /// <summary>One that has an image, and gets on.</summary>
    private void Launch(string policy)
    {
        members = [.. Enumerable.Range(1, 3).Select(number => cluster.Boot(number))];
        HostCluster.WaitForNodes(members[0], "host1", "host2", "host3");
        foreach (var number in new[] { 2, 3 })
        {
            string[] how = number == 2 ? ["--name", "job", "--images", shared.Images, "--on-node-loss", policy] : ["--join", "job"];
            members[0].Session.Succeed(["launch", .. how, "--on", $"host{number}", "--", "sh", "-c", CountingShell.Script, "sh", CountOf(number)]);
        }

        WaitForBoth();
        members[0].Session.Checkpoint("job");
        WaitForBoth();
    }

    private void Lose(bool isCutOff)
    {
        HostCluster.KeepPowered(members[1]);
        if (isCutOff)
            cluster.Network.Cut(2);
        else
            ProcessTable.Kill(members[1].Session.Processes().Single(ProcessTable.IsAgent), Signum.SIGKILL);
    }

    /// <summary>The shell that counts, and not what it has just forked.</summary>
    private int ProgramOf(Member member)
    {
        var count = CountOf(int.Parse(member.Name[^1..]));
        var shells = member.Session.Processes().Concat(members[0].Session.Processes()).Distinct()
            .Where(pid => ProcessTable.Lives(pid) && ProcessTable.CommandLine(pid) is var line
                && line.Contains("sh -c i=0", StringComparison.Ordinal) && line.EndsWith(count, StringComparison.Ordinal)).ToList();
        return Assert.Single(shells, pid => !shells.Any(other => ProcessTable.Children(other).Contains(pid)));
    }

    private string CountOf(int host) => shared.PathOf($"count{host}");

    private void WaitForBoth()
    {
        foreach (var number in new[] { 2, 3 })
            CountingShell.WaitForMore(CountOf(number), members[0]);
    }

    private void WaitForState(string state) => Waiting.Until($"job as {state}", () => (string?)Job()?["state"] == state, Explain);

    private JsonObject? Job() => AgentCluster.Status(members[0])?["computations"]!.AsArray().Select(each => each!.AsObject()).FirstOrDefault(each => (string?)each["name"] == "job");

    private string Explain() => string.Join('\n', members.Select(member => $"===== {member.Name}\n{member.Agent.Explain()}"));
}
