using System.Text.Json.Nodes;
using Entracte.EndToEnd.Tests.Clusters;
using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Hosts;

/// <summary>Programs on several hosts that go on on others while they talk and check every byte. Each host has a directory of images of its own.</summary>
[Trait("Category", "Root")]
public sealed class MigrationTests : IDisposable
{
    private const string Port = "7000";
    private readonly UserSession shared = new(asPlainUser: true);
    private readonly HostCluster cluster = new(withOwnPids: true, asPlainUser: true);

    /// <summary>Of the same path on all hosts, with a content of its own on each.</summary>
    private string Images => Path.Combine(cluster.Disk, "images");

    [HostsFact("python3")]
    public void Parts_move_from_host_to_host_and_a_migration_that_fails_leaves_them_running_where_they_were()
    {
        var members = Enumerable.Range(1, 4).Select(number => cluster.Boot(number)).ToArray();
        HostCluster.WaitForNodes(members[0], "host1", "host2", "host3", "host4");
        Launch(members[0]);
        WaitForFrames(members[0]);

        var moved = Migrate(members[0], "--map", "host2=host1,host3=host4");
        Assert.Equal(["host1", "host4"], moved["to"]!.AsArray().Select(node => (string)node!));
        Assert.True((long)moved["carriedBytes"]! > 1 << 20, $"{moved}");
        WaitForFrames(members[0]);

        // The client stays; the server's image is carried once more.
        Migrate(members[3], "--map", "host1=host3");
        WaitForFrames(members[0]);

        var squatter = members[1].Session.StartAsOurselves("squatter", cluster.Network.On(2, "host2", InstalledProgram.Get("python3"), "-c",
            $"import socket, time; taken = socket.create_server(('0.0.0.0', {Port})); print('taken', flush=True); time.sleep(600)"));
        squatter.WaitForOutput("taken");
        var before = HostCluster.Pids(members[0], "talk");
        foreach (var where in new[] { new[] { "--to", "host2" }, ["--map", "host3=host2"] })
        {
            Assert.Contains(Port, members[0].Session.Refuse(["migrate", "talk", .. where]).Errors, StringComparison.Ordinal);
            Assert.Equal(before, HostCluster.Pids(members[0], "talk"));
            WaitForFrames(members[0]);
        }

        squatter.Kill();
        // The server's image comes to a host that has written the client's.
        Migrate(members[0], "--map", "host3=host4");
        WaitForFrames(members[0]);
        Migrate(members[2], "--to", "host2");
        WaitForFrames(members[0]);
        Assert.Equal(["host2"], AgentCluster.Status(members[0])!["computations"]!.AsArray().Single()!["nodes"]!.AsArray().Select(node => (string)node!));

        File.WriteAllText(shared.PathOf("finish"), "");
        foreach (var role in new[] { "server", "client" })
            Assert.Equal("right", Waiting.UntilWritten($"the result of the {role}", shared.PathOf($"{role}.result"), members[1].Agent.Explain));
    }

    [HostsFact("python3")]
    public void A_host_is_emptied_and_takes_nothing_until_that_is_undone()
    {
        var members = Enumerable.Range(1, 3).Select(number => cluster.Boot(number)).ToArray();
        HostCluster.WaitForNodes(members[0], "host1", "host2", "host3");
        Launch(members[0]);
        members[0].Session.Succeed("launch", "--on", "host2", "--name", "idle", "--images", Images, "--", "sleep", "3600");
        Waiting.Until("idle in the status", () => HostCluster.Pids(members[0], "idle").Count == 1, members[1].Agent.Explain);
        WaitForFrames(members[0]);

        var told = members[2].Session.Succeed("evict", "host2").Output;
        Assert.Contains("host2 is empty", told, StringComparison.Ordinal);
        WaitForFrames(members[0]);
        Assert.DoesNotContain("host2", members[0].Session.Succeed("status").Output.Split("NAME")[1], StringComparison.Ordinal);
        Assert.Contains("host2 is being emptied", members[0].Session.Refuse("launch", "--on", "host2", "sleep", "1").Errors, StringComparison.Ordinal);

        members[0].Session.Succeed("evict", "host2", "--undo");
        Migrate(members[0], "--to", "host2");
        WaitForFrames(members[0]);
        members[0].Session.Succeed("kill", "talk");
        members[0].Session.Succeed("kill", "idle");
    }

    public void Dispose()
    {
        cluster.Dispose();
        shared.Dispose();
    }

    private void Launch(Member member)
    {
        string[] program = [InstalledProgram.Get("python3"), InstalledProgram.Source("two_hosts.py")];
        string[] more = [Port, shared.PathOf("finish"), shared.Folder];
        member.Session.Succeed(["launch", "--on", "host2", "--name", "talk", "--images", Images, "--", .. program, "server", "0.0.0.0", .. more]);
        member.Session.Succeed(["launch", "--join", "talk", "--on", "host3", "--", .. program, "client", HostNetwork.AddressOf(2), .. more]);
    }

    private static JsonObject Migrate(Member member, params string[] where) => JsonNode.Parse(member.Session.Succeed(["migrate", "talk", "--json", .. where]).Output)!.AsObject();

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
