using Entracte.EndToEnd.Tests.Clusters;
using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Hosts;

/// <summary>Agents on hosts of their own, with own addresses and names and a network between them that can be cut.</summary>
[Trait("Category", "Root")]
public sealed class SeveralHostsTests : IDisposable
{
    private const string Settings = """
        entracte.coordinator.answer-timeout = 20s
        akka.cluster.failure-detector.acceptable-heartbeat-pause = 5s
        akka.cluster.split-brain-resolver.stable-after = 3s
        """;

    private readonly HostNetwork network = new();
    private readonly UserSession keyMaker = new();
    private readonly Dictionary<int, UserSession> sessions = [];

    [HostsFact]
    public void A_program_runs_on_the_host_that_is_named_and_comes_back_there()
    {
        var (first, second) = (Boot(1), Boot(2));
        WaitForNodes(first, "host1", "host2");
        Assert.Equal("10.99.0.2:7677", AgentCluster.Nodes(first)["host2"]);
        var told = sessions[2].PathOf("told");
        first.Session.Succeed("launch", "--on", "host2", "--name", "job", "--", "sh", "-c", $"hostname > {told}; while :; do sleep 0.1; done");
        Waiting.Until("the host's name from the program", () => File.Exists(told) && File.ReadAllText(told) == "host2\n", second.Agent.Explain);
        Waiting.Until("job in the status", () => Pids(first, "job").Count == 1, second.Agent.Explain);
        var before = Pids(first, "job").Single();
        first.Session.Checkpoint("job", "--kill");
        Waiting.Until("the end of job", () => !ProcessTable.Lives(before), second.Agent.Explain);
        first.Session.Succeed("restart", "--detach", "--on", "host2", "job");
        Waiting.Until("job again", () => Pids(first, "job") is [var again] && ProcessTable.Lives(again), second.Agent.Explain);
        Assert.Equal(2, (int)first.Session.Checkpoint("job", "--kill")["generation"]!);
    }

    [HostsFact]
    public void A_host_that_is_cut_off_is_replaced_as_coordinator_and_taken_back_when_it_starts_anew()
    {
        var (first, second, third) = (Boot(1), Boot(2), Boot(3));
        WaitForNodes(second, "host1", "host2", "host3");
        second.Session.Succeed("launch", "--on", "host1", "--name", "job", "--", "sleep", "600");
        Waiting.Until("job in the status", () => Pids(second, "job").Count == 1, second.Agent.Explain);
        var program = Pids(second, "job").Single();

        network.Cut(1);
        // The side without the majority ends by itself; its programs run on.
        Assert.Equal(125, first.Agent.WaitForEnd());
        Waiting.Until("a new coordinator", () => (string?)AgentCluster.Status(third)?["coordinatorNode"] is "host2" or "host3", third.Agent.Explain);
        WaitForNodes(third, "host2", "host3");
        Assert.True(ProcessTable.Lives(program));

        network.Heal(1);
        var again = Boot(1, joining: 2);
        WaitForNodes(third, "host1", "host2", "host3");
        Waiting.Until("job in the status again", () => Pids(third, "job") is [var pid] && pid == program, again.Agent.Explain);
        third.Session.Succeed("kill", "job");
        Waiting.Until("the end of job", () => !ProcessTable.Lives(program), again.Agent.Explain);
    }

    public void Dispose()
    {
        foreach (var session in sessions.Values)
            session.Dispose();
        keyMaker.Dispose();
        network.Dispose();
    }

    /// <summary>Starts the agent of a host, which is made where it is new. The first founds the cluster.</summary>
    private Member Boot(int number, int joining = 1)
    {
        var keys = keyMaker.PathOf("keys");
        if (sessions.Count == 0)
            keyMaker.Succeed("keys", keys);
        if (!sessions.TryGetValue(number, out var session))
        {
            network.Add(number);
            session = sessions[number] = new UserSession();
            File.WriteAllText(session.PathOf("node.conf"), Settings);
        }

        string[] place = number == joining ? ["--listen", HostNetwork.AddressOf(number)] : ["--join", HostNetwork.AddressOf(joining)];
        var name = $"host{number}";
        var agent = session.StartUnknown("agent", network.On(number, name, [Binaries.Command, "node", "--keys", keys, "--config", session.PathOf("node.conf"), .. place]));
        var member = new Member(name, session, agent);
        Waiting.Until($"{name} as a member", () => AgentCluster.Nodes(member).ContainsKey(name), agent.Explain);
        return member;
    }

    private static void WaitForNodes(Member member, params string[] names)
        => Waiting.Until($"{string.Join(", ", names)} as the nodes that {member.Name} sees", () => AgentCluster.Nodes(member).Keys.Order().SequenceEqual(names), member.Agent.Explain);

    private static List<int> Pids(Member member, string name)
        => [.. AgentCluster.Status(member)?["computations"]!.AsArray().Where(each => (string?)each!["name"] == name)
            .SelectMany(each => each!["pids"]!.AsArray()).Select(pid => (int)pid!) ?? []];
}
