using Entracte.EndToEnd.Tests.Clusters;
using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Hosts;

/// <summary>Five hosts fall apart into three and two, and those two, which still see each other, have the computation.</summary>
[Trait("Category", "Root")]
public sealed class PartitionTests : IDisposable
{
    private readonly HostCluster cluster = new(withOwnPids: true);
    private readonly UserSession shared = new();

    [HostsFact("gcc")]
    public void The_smaller_side_has_stopped_before_the_larger_one_begins_and_nothing_is_ever_doubled()
    {
        var members = Enumerable.Range(1, 5).Select(number => cluster.Boot(number)).ToArray();
        HostCluster.WaitForNodes(members[0], "host1", "host2", "host3", "host4", "host5");
        var traffic = new Traffic(shared.PathOf("traffic"), "traffic", processes: 4, edges: 12, pauseMicroseconds: 10_000);
        traffic.Launch(members[0].Session.Run, Traffic.Compile(shared), 1, [4, 5], "--images", shared.Images, "--on-node-loss", "restart", "--spares", "host2,host3");
        traffic.WaitForProgress(() => Explain(members));
        members[0].Session.Succeed("checkpoint", "traffic");
        traffic.WaitForProgress(() => Explain(members));
        foreach (var member in members[3..])
            HostCluster.KeepPowered(member);

        cluster.Network.Part(4, 5);
        Waiting.Until("the computation on host2 and host3", () => NodesOf(members[0]) is ["host2", "host3"], () => Explain(members));
        traffic.WaitForProgress(() => Explain(members));
        foreach (var member in members[3..])
        {
            Waiting.Until(
                $"the standstill of all on {member.Name}",
                () => ProgramsOf(member) is { Count: > 0 } programs && programs.All(pid => ProcessTable.State(pid) == 'T'),
                () => Explain(members));
        }

        for (var part = 0; part < 2; part++)
        {
            // The larger side has written its first entry behind the last one of the smaller.
            var hosts = traffic.Ledger(part).Entries.Select(entry => entry.Host).ToList();
            var begun = hosts.FindIndex(host => host is "host2" or "host3");
            Assert.True(begun > 0, traffic.Explain());
            Assert.DoesNotContain(hosts[begun..], host => host is "host4" or "host5");
        }

        // Both agents of the smaller side have ended, as each would alone.
        foreach (var member in members[3..])
            Waiting.Until($"the end of the agent of {member.Name}", () => !member.Session.Processes().Any(ProcessTable.IsAgent), () => Explain(members));
        cluster.Network.Join(4, 5);
        foreach (var number in new[] { 4, 5 })
            members[number - 1] = cluster.BootAgain(members[number - 1]);
        foreach (var member in members[3..])
            Waiting.Until($"the end of the earlier life on {member.Name}", () => ProgramsOf(member).Count == 0, () => Explain(members));
        members[4].Session.Succeed("checkpoint", "traffic");
        traffic.ExpectRight(() => Explain(members));
    }

    public void Dispose()
    {
        cluster.Dispose();
        shared.Dispose();
    }

    private static List<int> ProgramsOf(Member member)
    {
        // By the host's own pids: whoever was restarted elsewhere has the environment of where it was launched.
        var space = PidSpaceOf(HostCluster.InitOf(member));
        return [.. member.Session.Processes().Where(pid => ProcessTable.Lives(pid) && ProcessTable.CommandLine(pid).Contains("traffic-program", StringComparison.Ordinal) && PidSpaceOf(pid) == space)];
    }

    private static string? PidSpaceOf(int pid) => Directory.Exists($"/proc/{pid}") ? File.ResolveLinkTarget($"/proc/{pid}/ns/pid", returnFinalTarget: false)?.Name : null;

    private static string[] NodesOf(Member member) => [.. AgentCluster.Status(member)?["computations"]!.AsArray().Where(each => (string?)each!["state"] == "Running")
        .SelectMany(each => each!["nodes"]!.AsArray()).Select(node => (string)node!).Order().ToList() ?? []];

    private static string Explain(Member[] members) => string.Join('\n', members.Select(member => $"===== {member.Name}\n{member.Agent.Explain()}"));
}
