using Entracte.EndToEnd.Tests.Clusters;
using Entracte.EndToEnd.Tests.Harness;
using Entracte.EndToEnd.Tests.Hosts;

namespace Entracte.EndToEnd.Tests.RemoteShells;

/// <summary>
/// PVM over two hosts: its daemons speak UDP and are told each other's addresses as arguments, the second one is started through ssh, which it outlives. So it comes back where these
/// addresses are, and is refused elsewhere.
/// </summary>
[Trait("Category", "Root")]
public sealed class PvmTests : IDisposable
{
    // Each host has files of its daemon; the agents here share /tmp.
    private const string Script = """
        cd "$1" && export PVM_ALLOW_ROOT=1 PVM_ROOT=/usr/lib/pvm3 PVM_TMP="$2" PVM_RSH="$(command -v ssh)"
        printf 'conf\nquit\n' | pvm -n"$3" hosts >pvm.output 2>&1
        "$1/pair" "$1/pair" "$4" "$1/finish" >output 2>errors
        echo $? >status
        echo halt | pvm >>pvm.output 2>&1
        """;

    private readonly HostCluster cluster = new(withOwnPids: true);
    private readonly UserSession shared = new();

    [HostsFact("pvm", "gcc")]
    public void Pvm_goes_on_on_the_same_hosts_and_is_refused_where_its_addresses_are_not()
    {
        var members = Enumerable.Range(1, 3).Select(number => cluster.Boot(number)).ToArray();
        HostCluster.WaitForNodes(members[0], "host1", "host2", "host3");
        Prepare();
        members[0].Session.Succeed(
            "launch", "--on", "host1", "--name", "pvm", "--images", shared.Images, "--", "sh", "-c", Script, "sh", shared.Folder, cluster.Disk, HostNetwork.AddressOf(1), HostNetwork.AddressOf(2));
        WaitForSteps(members[0]);
        members[1].Session.Checkpoint("pvm");
        WaitForSteps(members[0]);

        members[0].Session.Checkpoint("pvm", "--kill");
        members[0].Session.Succeed("restart", "--detach", "pvm", "--images", shared.Images);
        WaitForSteps(members[0]);

        members[0].Session.Checkpoint("pvm", "--kill");
        var refusal = members[0].Session.Refuse("restart", "--detach", "pvm", "--images", shared.Images, "--map", "host2=host3");
        Assert.Contains($"The UDP address {HostNetwork.AddressOf(2)}:", refusal.Errors, StringComparison.Ordinal);
        members[0].Session.Succeed("restart", "--detach", "pvm", "--images", shared.Images);
        WaitForSteps(members[0]);

        File.WriteAllText(shared.PathOf("finish"), "");
        Assert.Equal("0\n", Waiting.UntilWritten("the end of the master", shared.PathOf("status"), () => Explain(members[0])));
        Assert.EndsWith("right\n", Read("output"), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        cluster.Dispose();
        shared.Dispose();
    }

    private void Prepare()
    {
        var compiled = shared.RunProgram(InstalledProgram.Get("gcc"), "-O2", "-o", shared.PathOf("pair"), InstalledProgram.Source("pvm_pair.c"), "-lpvm3");
        Assert.True(compiled.ExitStatus == 0, compiled.ToString());
        var daemon = shared.PathOf("pvmd");
        File.WriteAllText(daemon, $"#!/bin/sh\nexport PVM_ALLOW_ROOT=1 PVM_ROOT=/usr/lib/pvm3 PVM_TMP='{cluster.Disk}'\nexec /usr/lib/pvm3/lib/pvmd \"$@\"\n");
        File.SetUnixFileMode(daemon, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(shared.PathOf("hosts"), $"{HostNetwork.AddressOf(1)}\n{HostNetwork.AddressOf(2)} dx={daemon}\n");
        foreach (var number in new[] { 1, 2, 3 })
            Directory.CreateDirectory(cluster.DiskOf(number));
    }

    private void WaitForSteps(Member member)
    {
        var before = Steps();
        Waiting.Until($"more than {before + 3} steps", () => Steps() > before + 3, () => Explain(member));
    }

    private int Steps() => Read("output").Split('\n').Count(line => line.StartsWith("step ", StringComparison.Ordinal));

    private string Read(string name) => File.Exists(shared.PathOf(name)) ? RunningProgram.ReadShared(shared.PathOf(name)) : "";

    private string Explain(Member member) => $"--- pvm\n{Read("pvm.output")}\n--- output\n{Read("output")}\n--- errors\n{Read("errors")}\n{member.Agent.Explain()}";
}
