using Entracte.EndToEnd.Tests.Clusters;
using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Hosts;

/// <summary>Agents on hosts of their own, with own addresses and names and a network between them that can be cut.</summary>
[Trait("Category", "Root")]
public sealed class SeveralHostsTests : IDisposable
{
    private readonly HostCluster cluster = new();

    [HostsFact]
    public void A_program_runs_on_the_host_that_is_named_and_comes_back_there()
    {
        var (first, second) = (cluster.Boot(1), cluster.Boot(2));
        HostCluster.WaitForNodes(first, "host1", "host2");
        Assert.Equal("10.99.0.2:7677", AgentCluster.Nodes(first)["host2"]);
        var told = cluster.SessionOf(2).PathOf("told");
        first.Session.Succeed("launch", "--on", "host2", "--name", "job", "--", "sh", "-c", $"hostname > {told}; while :; do sleep 0.1; done");
        Waiting.Until("the host's name from the program", () => File.Exists(told) && File.ReadAllText(told) == "host2\n", second.Agent.Explain);
        Waiting.Until("job in the status", () => HostCluster.Pids(first, "job").Count == 1, second.Agent.Explain);
        var before = HostCluster.Pids(first, "job").Single();
        first.Session.Checkpoint("job", "--kill");
        Waiting.Until("the end of job", () => !ProcessTable.Lives(before), second.Agent.Explain);
        first.Session.Succeed("restart", "--detach", "--on", "host2", "job");
        Waiting.Until("job again", () => HostCluster.Pids(first, "job") is [var again] && ProcessTable.Lives(again), second.Agent.Explain);
        Assert.Equal(2, (int)first.Session.Checkpoint("job", "--kill")["generation"]!);
    }

    [HostsFact]
    public void A_host_that_is_cut_off_is_replaced_as_coordinator_and_taken_back_when_it_starts_anew()
    {
        var (first, second, third) = (cluster.Boot(1), cluster.Boot(2), cluster.Boot(3));
        HostCluster.WaitForNodes(second, "host1", "host2", "host3");
        second.Session.Succeed("launch", "--on", "host1", "--name", "job", "--", "sleep", "600");
        Waiting.Until("job in the status", () => HostCluster.Pids(second, "job").Count == 1, second.Agent.Explain);
        var program = HostCluster.Pids(second, "job").Single();

        cluster.Network.Cut(1);
        // The side without the majority ends by itself; its programs run on.
        Assert.Equal(125, first.Agent.WaitForEnd());
        Waiting.Until("a new coordinator", () => (string?)AgentCluster.Status(third)?["coordinatorNode"] is "host2" or "host3", third.Agent.Explain);
        HostCluster.WaitForNodes(third, "host2", "host3");
        Assert.True(ProcessTable.Lives(program));

        cluster.Network.Heal(1);
        var again = cluster.Boot(1, joining: 2);
        HostCluster.WaitForNodes(third, "host1", "host2", "host3");
        Waiting.Until("job in the status again", () => HostCluster.Pids(third, "job") is [var pid] && pid == program, again.Agent.Explain);
        third.Session.Succeed("kill", "job");
        Waiting.Until("the end of job", () => !ProcessTable.Lives(program), again.Agent.Explain);
    }

    public void Dispose() => cluster.Dispose();
}
