using Entracte.EndToEnd.Tests.Clusters;
using Entracte.EndToEnd.Tests.Harness;
using Entracte.EndToEnd.Tests.Hosts;

namespace Entracte.EndToEnd.Tests.RemoteShells;

/// <summary>A pipeline whose middle runs on another host, started through ssh.</summary>
[Trait("Category", "Root")]
public sealed class PipelineOverHostsTests : IDisposable
{
    private const string Pipeline = """
        python3 "$1" produce "$2/finish" | { ssh -x "$3" python3 "$1" turn 2>"$2/errors"; echo $? >"$2/status"; } | python3 "$1" check "$2/progress"
        """;

    private readonly HostCluster cluster = new(withOwnPids: true);
    private readonly UserSession shared = new();

    [HostsFact("python3")]
    public void Its_bytes_go_on_after_restarts_on_the_same_hosts_on_others_and_on_one_and_its_status_arrives()
    {
        var members = Enumerable.Range(1, 4).Select(number => cluster.Boot(number)).ToArray();
        HostCluster.WaitForNodes(members[0], "host1", "host2", "host3", "host4");
        members[0].Session.Succeed(
            "launch", "--on", "host1", "--name", "pipeline", "--images", shared.Images, "--",
            "sh", "-c", Pipeline, "sh", InstalledProgram.Source("remote_pipeline.py"), shared.Folder, HostNetwork.AddressOf(2));
        WaitForProgress(members[0]);
        members[2].Session.Checkpoint("pipeline");
        WaitForProgress(members[0]);

        RestartAfterCheckpoint(members[0]);
        RestartAfterCheckpoint(members[0], "--map", "host1=host3,host2=host4");
        RestartAfterCheckpoint(members[3], "--on", "host4");

        File.WriteAllText(shared.PathOf("finish"), "");
        var result = Waiting.UntilWritten("the result", shared.PathOf("progress.result"), members[3].Agent.Explain);
        Assert.StartsWith("right ", result);
        Assert.Equal($"turned {result["right ".Length..]}\n", File.ReadAllText(shared.PathOf("errors")));
        Assert.Equal("23\n", File.ReadAllText(shared.PathOf("status")));
    }

    public void Dispose()
    {
        cluster.Dispose();
        shared.Dispose();
    }

    private void RestartAfterCheckpoint(Member member, params string[] where)
    {
        member.Session.Checkpoint("pipeline", "--kill");
        member.Session.Succeed(["restart", "--detach", "pipeline", "--images", shared.Images, .. where]);
        WaitForProgress(member);
    }

    private void WaitForProgress(Member member)
    {
        var before = Progress();
        Waiting.Until($"more than {before} numbers", () => Progress() > before + 100_000, member.Agent.Explain);
    }

    private long Progress() => File.Exists(shared.PathOf("progress")) ? long.Parse(File.ReadAllText(shared.PathOf("progress"))) : 0;
}
