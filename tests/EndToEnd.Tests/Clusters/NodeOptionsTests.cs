using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Clusters;

/// <summary>
/// The same said on the command line, in the environment and in a file, by a node each. Addresses are this process's own ones of the loopback network, with the port that is meant where none is said.
/// </summary>
public sealed class NodeOptionsTests : IDisposable
{
    private static readonly string Network = $"127.{1 + (Environment.ProcessId >> 8 & 0x7f)}.{Environment.ProcessId & 0xff}";
    private readonly UserSession keyMaker = new();
    private readonly List<Member> members = [];

    public NodeOptionsTests() => keyMaker.Succeed("keys", Keys);

    private string Keys => keyMaker.PathOf("keys");

    [Fact]
    public void Name_place_roles_and_keys_are_as_the_command_line_the_environment_or_the_file_says_in_this_order()
    {
        // What options say counts, whatever the environment says. The oldest one, but no coordinator.
        var first = Start("first", "", ["ENTRACTE_NODE_NAME=ignored", "ENTRACTE_ROLES=coordinator,node", $"ENTRACTE_LISTEN={Network}.9", "ENTRACTE_KEYS=/nowhere"],
            "--name", "first", "--roles", "node", "--listen", $"{Network}.1", "--keys", Keys, "--config", "{config}");
        // What the environment says counts, whatever the file says.
        var second = Start("second", "entracte { node.name = ignored, cluster { roles = [node], listen = \"127.0.0.1:1\", keys = \"/nowhere\" } }",
            [$"ENTRACTE_JOIN={Network}.1", $"ENTRACTE_LISTEN={Network}.2", "ENTRACTE_NODE_NAME=second", "ENTRACTE_ROLES=coordinator,node", $"ENTRACTE_KEYS={Keys}", "ENTRACTE_CONFIG={config}"]);
        var file = $"entracte {{ node.name = third, cluster {{ join = [\"{Network}.2\"], roles = [node], listen = \"{Network}.3\", keys = \"{Keys}\" }} }}";
        var third = Start("third", file, ["ENTRACTE_CONFIG={config}"]);

        var expected = new Dictionary<string, string> { ["first"] = $"{Network}.1:7677", ["second"] = $"{Network}.2:7677", ["third"] = $"{Network}.3:7677" };
        foreach (var member in new[] { first, second, third })
        {
            Waiting.Until(
                $"all as {member.Name} sees them",
                () => AgentCluster.Nodes(member).OrderBy(node => node.Key).SequenceEqual(expected),
                () => string.Join('\n', members.Select(each => each.Agent.Explain())));
            var status = AgentCluster.Status(member)!;
            Assert.Equal((member.Name, "second"), ((string?)status["node"], (string?)status["coordinatorNode"]));
        }
    }

    public void Dispose()
    {
        foreach (var member in members)
            member.Dispose();
        keyMaker.Dispose();
    }

    /// <param name="config">Of the file, which stands as {config} in the others.</param>
    private Member Start(string name, string config, string[] environment, params string[] options)
    {
        var session = new UserSession();
        var file = session.PathOf("node.conf");
        File.WriteAllText(file, $"{AgentCluster.Settings}\n{config}");
        string[] command = [InstalledProgram.Get("env"), .. environment, Binaries.Command, "node", .. options];
        members.Add(new Member(name, session, session.StartUnknown("agent", [.. command.Select(word => word.Replace("{config}", file, StringComparison.Ordinal))])));
        return members[^1];
    }
}
