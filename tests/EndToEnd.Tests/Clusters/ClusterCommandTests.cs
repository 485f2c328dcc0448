using Entracte.EndToEnd.Tests.Harness;
using Mono.Unix.Native;

namespace Entracte.EndToEnd.Tests.Clusters;

/// <summary>Several agents as one: every one of them is a door to the whole.</summary>
public sealed class ClusterCommandTests : IDisposable
{
    private readonly AgentCluster cluster = new();

    [Fact]
    public void Any_node_shows_all_nodes_and_takes_orders_for_all()
    {
        var (first, second, third) = (cluster.Add("first"), cluster.Add("second"), cluster.Add("third"));
        var program = second.Session.Launch("job", "sleep", "600");
        foreach (var member in cluster.Members)
        {
            Waiting.Until($"job in the status of {member.Name}", () => NodesOf(member, "job") is ["second"], member.Agent.Explain);
            Assert.Equal("first", (string?)AgentCluster.Status(member)!["coordinatorNode"]);
        }

        Assert.Equal(1, (int)third.Session.Checkpoint("job")["generation"]!);
        Assert.Contains("this node", first.Session.Succeed("status").Output);
        Assert.False(program.Ended);
        first.Session.Succeed("kill", "job");
        program.WaitForEnd();
    }

    [Fact]
    public void A_coordinator_that_was_frozen_and_replaced_is_refused_when_it_wakes()
    {
        var (first, second, third) = (cluster.Add("first"), cluster.Add("second"), cluster.Add("third"));
        var program = third.Session.Launch("job", "sleep", "600");
        Waiting.Until("job in the status", () => NodesOf(second, "job") is ["third"], second.Agent.Explain);

        first.Agent.Signal(Signum.SIGSTOP);
        Waiting.Until("a new coordinator that knows the job", () => CoordinatorOf(second) == "second" && NodesOf(second, "job") is ["third"], second.Agent.Explain);
        Assert.Equal(1, (int)second.Session.Checkpoint("job")["generation"]!);

        first.Agent.Signal(Signum.SIGCONT);
        Assert.Equal(125, first.Agent.WaitForEnd());
        Assert.Equal(2, (int)second.Session.Checkpoint("job")["generation"]!);
        Assert.Equal("second", CoordinatorOf(third));
        Assert.False(program.Ended);
    }

    [Fact]
    public void A_program_lives_and_lives_again_on_the_node_that_is_named()
    {
        var (first, second) = (cluster.Add("first"), cluster.Add("second"));
        Assert.Contains("job runs on second", first.Session.Succeed("launch", "--on", "second", "--name", "job", "--", "sleep", "600").Output);
        Waiting.Until("job on second", () => NodesOf(first, "job") is ["second"], first.Agent.Explain);
        first.Session.Checkpoint("job", "--kill");
        Waiting.Until("the end of job", () => NodesOf(first, "job") is [], first.Agent.Explain);
        first.Session.Succeed("restart", "--detach", "--on", "second", "job");
        Waiting.Until("job on second again", () => NodesOf(first, "job") is ["second"], first.Agent.Explain);
        Assert.Contains("nowhere", first.Session.Refuse("launch", "--on", "nowhere", "--", "sleep", "600").Errors);
        first.Session.Succeed("kill", "job");
    }

    [Fact]
    public void A_node_that_is_stopped_hands_over_and_its_programs_run_on()
    {
        var (first, second) = (cluster.Add("first"), cluster.Add("second"));
        var program = first.Session.Launch("job", "sleep", "600");
        Waiting.Until("job in the status", () => NodesOf(second, "job") is ["first"], second.Agent.Explain);
        first.Session.Succeed("stop");
        first.Agent.ExpectEnd();
        Waiting.Until("the other one as coordinator", () => CoordinatorOf(second) == "second", second.Agent.Explain);
        Assert.False(program.Ended);
    }

    public void Dispose() => cluster.Dispose();

    private static string? CoordinatorOf(Member member) => (string?)AgentCluster.Status(member)?["coordinatorNode"];

    private static string[] NodesOf(Member member, string name)
        => AgentCluster.Status(member)?["computations"]!.AsArray().Where(each => (string?)each!["name"] == name)
            .SelectMany(each => each!["nodes"]!.AsArray()).Select(node => (string)node!).ToArray() ?? [];
}
