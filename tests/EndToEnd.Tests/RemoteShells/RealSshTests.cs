using Entracte.EndToEnd.Tests.Harness;
using Entracte.EndToEnd.Tests.Hosts;

namespace Entracte.EndToEnd.Tests.RemoteShells;

/// <summary>A program has one part on a node, and another on a host that is none, where the real sshd serves.</summary>
[Trait("Category", "Root")]
public sealed class RealSshTests : IDisposable
{
    private readonly HostCluster cluster = new();
    private readonly UserSession shared = new();
    private readonly RealSshd sshd;

    public RealSshTests() => sshd = new RealSshd(shared);

    [HostsFact("sshd", "ssh", "ssh-keygen", "python3")]
    public void What_a_node_answers_is_what_a_host_answers_that_only_the_real_ssh_reaches()
    {
        var members = new[] { cluster.Boot(1), cluster.Boot(2) };
        HostCluster.WaitForNodes(members[0], "host1", "host2");
        cluster.Network.Add(3);
        sshd.Start(3, command => cluster.Network.On(3, "other", command));
        members[0].Session.Succeed(
            "launch", "--on", "host1", "--name", "compare", "--", "sh", "-c", "\"$@\" >\"$0\" 2>&1", shared.PathOf("output"),
            InstalledProgram.Get("python3"), InstalledProgram.Source("same_as_ssh.py"),
            HostNetwork.AddressOf(2), HostNetwork.AddressOf(3), sshd.Key);
        Waiting.Until("the comparison", () => Output().Contains("right\n", StringComparison.Ordinal) || Output().Contains("wrong", StringComparison.Ordinal), members[0].Agent.Explain);
        Assert.True(Output().EndsWith("right\n", StringComparison.Ordinal), Output());
    }

    public void Dispose()
    {
        sshd.Dispose();
        cluster.Dispose();
        shared.Dispose();
    }

    private string Output() => File.Exists(shared.PathOf("output")) ? RunningProgram.ReadShared(shared.PathOf("output")) : "";
}
