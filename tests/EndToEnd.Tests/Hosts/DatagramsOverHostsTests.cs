using Entracte.EndToEnd.Tests.Clusters;
using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Hosts;

/// <summary>UDP between two hosts, with datagrams that wait to be read: a program that was told of them before the checkpoint does not wait for them in vain after the restart.</summary>
[Trait("Category", "Root")]
public sealed class DatagramsOverHostsTests : IDisposable
{
    private const string ReaderPort = "7100";
    private readonly HostCluster cluster = new(withOwnPids: true, asPlainUser: true);
    private readonly UserSession shared = new(asPlainUser: true);

    [HostsFact("python3")]
    public void They_wait_again_after_restarts_on_the_same_hosts_each_from_who_sent_it()
    {
        var members = Enumerable.Range(1, 3).Select(number => cluster.Boot(number)).ToArray();
        HostCluster.WaitForNodes(members[0], "host1", "host2", "host3");
        Launch(members[0], "--name", "host1", "reader", HostNetwork.AddressOf(1), ReaderPort);
        Launch(members[0], "--join", "host2", "bound", HostNetwork.AddressOf(2), "7101");
        // The reader has this one's port, too, and is not its sender.
        Launch(members[0], "--join", "host3", "any", "0.0.0.0", ReaderPort);
        foreach (var role in new[] { "reader", "bound", "any" })
            Waiting.Until($"the {role}", () => File.Exists(shared.PathOf($"{role}.ready")), members[0].Agent.Explain);

        members[2].Session.Checkpoint("datagrams");
        RestartAfterCheckpoint(members[0]);
        RestartAfterCheckpoint(members[1]);
        File.WriteAllText(shared.PathOf("go"), "");
        foreach (var role in new[] { "reader", "bound", "any" })
            Assert.Equal("right", Waiting.UntilWritten($"the result of {role}", shared.PathOf($"{role}.result"), members[0].Agent.Explain));
    }

    public void Dispose()
    {
        cluster.Dispose();
        shared.Dispose();
    }

    private void RestartAfterCheckpoint(Member member)
    {
        member.Session.Checkpoint("datagrams", "--kill");
        var restart = member.Session.Succeed("restart", "--detach", "datagrams", "--images", shared.Images);
        Assert.DoesNotContain("missing", restart.Output + restart.Errors, StringComparison.Ordinal);
    }

    private void Launch(Member member, string how, string on, string role, string address, string port)
        => member.Session.Succeed([
            "launch", how, "datagrams", "--on", on, .. how == "--name" ? ["--images", shared.Images] : Array.Empty<string>(), "--",
            InstalledProgram.Get("python3"), InstalledProgram.Source("waiting_datagrams.py"), shared.Folder, role, address, port, HostNetwork.AddressOf(1), ReaderPort]);
}
