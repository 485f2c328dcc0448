using Entracte.EndToEnd.Tests.Harness;
using Entracte.EndToEnd.Tests.Hosts;

namespace Entracte.EndToEnd.Tests.RemoteShells;

/// <summary>A program has one part on a node, and another on a host that is none, where the real sshd serves.</summary>
[Trait("Category", "Root")]
public sealed class RealSshTests : IDisposable
{
    private const string Daemon = """
        mount -t tmpfs none /run && mkdir /run/sshd && exec "$1" -D -e -f "$2"
        """;

    private readonly HostCluster cluster = new();
    private readonly UserSession shared = new();
    private RunningProgram? sshd;

    [HostsFact("sshd", "ssh", "ssh-keygen", "python3")]
    public void What_a_node_answers_is_what_a_host_answers_that_only_the_real_ssh_reaches()
    {
        var members = new[] { cluster.Boot(1), cluster.Boot(2) };
        HostCluster.WaitForNodes(members[0], "host1", "host2");
        StartSshd(3);
        members[0].Session.Succeed(
            "launch", "--on", "host1", "--name", "compare", "--", "sh", "-c", "\"$@\" >\"$0\" 2>&1", shared.PathOf("output"),
            InstalledProgram.Get("python3"), InstalledProgram.Source("same_as_ssh.py"),
            HostNetwork.AddressOf(2), HostNetwork.AddressOf(3), shared.PathOf("key"));
        Waiting.Until("the comparison", () => Output().Contains("right\n", StringComparison.Ordinal) || Output().Contains("wrong", StringComparison.Ordinal), members[0].Agent.Explain);
        Assert.True(Output().EndsWith("right\n", StringComparison.Ordinal), Output());
    }

    public void Dispose()
    {
        // It writes its title over its environment, by which a session knows its own.
        sshd?.Kill();
        cluster.Dispose();
        shared.Dispose();
    }

    private void StartSshd(int number)
    {
        cluster.Network.Add(number);
        foreach (var key in new[] { "key", "host-key" })
            Assert.Equal(0, shared.RunProgram(InstalledProgram.Get("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", shared.PathOf(key)).ExitStatus);
        var config = shared.PathOf("sshd.conf");
        File.WriteAllText(config, $"""
            ListenAddress {HostNetwork.AddressOf(number)}
            HostKey {shared.PathOf("host-key")}
            AuthorizedKeysFile {shared.PathOf("key.pub")}
            StrictModes no
            UsePAM no
            PidFile none
            AcceptEnv LANG LC_*

            """);
        sshd = shared.StartUnknown("sshd", cluster.Network.On(number, "other", "unshare", "--mount", "sh", "-c", Daemon, "sh", InstalledProgram.Get("sshd"), config));
        Waiting.Until("the real sshd", () => sshd.Errors.Contains("Server listening", StringComparison.Ordinal), sshd.Explain);
    }

    private string Output() => File.Exists(shared.PathOf("output")) ? RunningProgram.ReadShared(shared.PathOf("output")) : "";
}
