using System.Text.Json.Nodes;
using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Clusters;

/// <summary>Several agents of one user on this machine, each in a session of its own as if it were a machine, over loopback ports that the kernel has chosen.</summary>
internal sealed class AgentCluster : IDisposable
{
    // Patient with members that only have no processor for a while, and quick to decide about one that is gone.
    public const string Settings = """
        entracte.coordinator.answer-timeout = 20s
        akka.cluster.failure-detector.acceptable-heartbeat-pause = 8s
        akka.cluster.split-brain-resolver.stable-after = 3s
        """;

    private readonly UserSession keyMaker = new();
    private readonly List<Member> members = [];

    public AgentCluster() => keyMaker.Succeed("keys", Keys);

    public string Keys => keyMaker.PathOf("keys");

    public IReadOnlyList<Member> Members => members;

    /// <summary>Starts an agent and waits until the cluster has taken it in.</summary>
    public Member Add(string name)
    {
        var join = members.Count == 0 ? [] : new[] { "--join", members[0].Address };
        var member = Start(name, ["--keys", Keys, .. join]);
        members.Add(member);
        Waiting.Until($"{name} among the nodes", () => Nodes(member).Count == members.Count && Nodes(members[0]).Count == members.Count, member.Agent.Explain);
        member.Address = Nodes(member)[name];
        return member;
    }

    /// <summary>Starts an agent with any arguments.</summary>
    public static Member Start(string name, params string[] arguments)
    {
        var session = new UserSession();
        var config = session.PathOf("node.conf");
        File.WriteAllText(config, Settings);
        var agent = session.StartUnknown("agent", [Binaries.Command, "node", "--name", name, "--listen", "127.0.0.1:0", "--config", config, .. arguments]);
        return new Member(name, session, agent);
    }

    /// <summary>Name and address of all that are reachable, as this member's command shows it; none when it does not answer.</summary>
    public static Dictionary<string, string> Nodes(Member member)
        => Status(member)?["nodes"]!.AsArray().Where(node => (bool)node!["reachable"]!).ToDictionary(node => (string)node!["name"]!, node => (string)node!["address"]!) ?? [];

    public static JsonObject? Status(Member member)
    {
        // Before it listens there is no agent to ask, and asking would start another one.
        if (!File.Exists(Path.Combine(member.Session.Folder, "run", "entracte", "agent.sock")) || member.Agent.Ended)
            return null;
        var asked = member.Session.Run("status", "--json");
        return asked.ExitStatus == 0 ? JsonNode.Parse(asked.Output)!.AsObject() : null;
    }

    public void Dispose()
    {
        foreach (var member in members)
            member.Dispose();
        keyMaker.Dispose();
    }
}
