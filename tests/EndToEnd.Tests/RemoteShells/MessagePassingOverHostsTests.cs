using Entracte.EndToEnd.Tests.Clusters;
using Entracte.EndToEnd.Tests.Harness;
using Entracte.EndToEnd.Tests.Hosts;

namespace Entracte.EndToEnd.Tests.RemoteShells;

/// <summary>
/// MPI over hosts: the launchers start their daemons on the other host through ssh, and a ring, a stencil and collectives check themselves. It is checkpointed while it computes,
/// and comes back on the same hosts, and when these are dead on others with other addresses.
/// </summary>
[Trait("Category", "Root")]
public sealed class MessagePassingOverHostsTests : IDisposable
{
    // The streams of what an agent starts lead nowhere.
    private const string Script = """
        cd "$1" && finish=$1/finish && shift && "$@" "$finish" >output 2>errors; echo $? >status
        """;

    // It ends after its first step.
    private const string AnyFile = "/";

    private readonly HostCluster cluster = new(withOwnPids: true);
    private readonly UserSession shared = new();
    private readonly RealSshd sshd;

    public MessagePassingOverHostsTests() => sshd = new RealSshd(shared);

    /// <summary>A real sshd is on each host, and the same command line runs through it where Entracte has no part in it.</summary>
    [HostsFact("mpirun.openmpi", "mpicc.openmpi", "sshd", "ssh", "ssh-keygen")]
    public void Open_mpi_goes_on_on_the_same_hosts_and_on_others_and_its_result_is_right()
    {
        string[] command =
        [
            InstalledProgram.Get("mpirun.openmpi"), "--allow-run-as-root", "--bind-to", "none", "--mca", "mpi_yield_when_idle", "1",
            "--mca", "plm_rsh_args", $"-i {sshd.Key} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null",
            "--host", $"{HostNetwork.AddressOf(1)}:2,{HostNetwork.AddressOf(2)}:2", "-np", "4", Compile("mpicc.openmpi"),
        ];
        var hosts = Boot();
        for (var number = 1; number <= hosts.Length; number++)
            sshd.Start(number, words => HostCluster.Inside(hosts[number - 1], words));
        var plain = shared.RunProgram("env", [.. HostCluster.Inside(hosts[0], [.. command, AnyFile])]);
        Assert.True(plain.ExitStatus == 0 && plain.Output.EndsWith("right\n", StringComparison.Ordinal), plain.ToString());
        Assert.Contains("Accepted publickey", sshd.WhatIsSaidOn(2), StringComparison.Ordinal);

        var members = Run(hosts, command);
        Finish(members[2]);
        Assert.Equal("0\n", Waiting.UntilWritten("the end of mpirun", shared.PathOf("status"), () => Explain(members[2])));
        Assert.Equal("", File.ReadAllText(shared.PathOf("errors")));
    }

    /// <summary>All ranks have compared their results when the word is said; MPI_Finalize of MPICH 4.0.2 over hosts hangs as a rule also where nobody ever took a checkpoint.</summary>
    [HostsFact("mpirun.mpich", "mpicc.mpich")]
    public void Mpich_goes_on_on_the_same_hosts_and_on_others_until_its_result_is_right()
    {
        var members = Run(
            Boot(),
            InstalledProgram.Get("mpirun.mpich"), "-iface", "eth0", "-env", "UCX_TLS", "tcp,self", "-env", "UCX_NET_DEVICES", "eth0",
            "-hosts", $"{HostNetwork.AddressOf(1)}:2,{HostNetwork.AddressOf(2)}:2", "-np", "4", Compile("mpicc.mpich"));
        Finish(members[2]);
    }

    public void Dispose()
    {
        sshd.Dispose();
        cluster.Dispose();
        shared.Dispose();
    }

    /// <summary>Five hosts, so that three are a majority when two are dead.</summary>
    private Member[] Boot()
    {
        var members = Enumerable.Range(1, 5).Select(number => cluster.Boot(number)).ToArray();
        HostCluster.WaitForNodes(members[0], "host1", "host2", "host3", "host4", "host5");
        return members;
    }

    /// <summary>All but the end.</summary>
    private Member[] Run(Member[] members, params string[] command)
    {
        members[0].Session.Succeed(["launch", "--on", "host1", "--name", "mpi", "--images", shared.Images, "--", "sh", "-c", Script, "sh", shared.Folder, .. command]);
        WaitForSteps(members[0]);
        members[1].Session.Checkpoint("mpi");
        WaitForSteps(members[0]);

        members[0].Session.Checkpoint("mpi", "--kill");
        RestartOnceItsPortsAreFree(members[0]);
        WaitForSteps(members[0]);

        members[0].Session.Checkpoint("mpi");
        WaitForSteps(members[0]);
        foreach (var number in new[] { 1, 2 })
        {
            cluster.Network.Cut(number);
            HostCluster.PowerOff(members[number - 1]);
        }

        HostCluster.WaitForNodes(members[2], "host3", "host4", "host5");
        members[2].Session.Succeed("restart", "--detach", "mpi", "--images", shared.Images, "--map", "host1=host3,host2=host4");
        WaitForSteps(members[2]);
        members[3].Session.Checkpoint("mpi");
        WaitForSteps(members[2]);
        return members;
    }

    /// <summary>Ranks that connect to each other at the same moment close one of the two connections, which blocks their ports for a minute (TIME_WAIT): that says the refusal.</summary>
    private void RestartOnceItsPortsAreFree(Member member) => Waiting.Until("ports that are free", () =>
    {
        var restart = member.Session.Run("restart", "--detach", "mpi", "--images", shared.Images);
        return restart.ExitStatus == 0 || (restart.Errors.Contains("(TIME_WAIT)", StringComparison.Ordinal) ? false : throw new HarnessException(restart.ToString()));
    }, member.Agent.Explain);

    private void Finish(Member member)
    {
        File.WriteAllText(shared.PathOf("finish"), "");
        Waiting.Until("its judgement", () => Output().Contains("right", StringComparison.Ordinal) || Output().Contains("wrong", StringComparison.Ordinal), () => Explain(member));
        Assert.DoesNotContain("wrong", Output(), StringComparison.Ordinal);
    }

    private void WaitForSteps(Member member)
    {
        var before = Steps();
        Waiting.Until($"more than {before + 3} steps", () => Steps() > before + 3, () => Explain(member));
    }

    private int Steps() => Output().Split('\n').Count(line => line.StartsWith("step ", StringComparison.Ordinal));

    private string Output() => File.Exists(shared.PathOf("output")) ? RunningProgram.ReadShared(shared.PathOf("output")) : "";

    private string Explain(Member member)
    {
        var errors = File.Exists(shared.PathOf("errors")) ? File.ReadAllText(shared.PathOf("errors")) : "";
        return $"--- output\n{string.Join('\n', Output().Split('\n').TakeLast(10))}\n--- errors\n{errors}\n{member.Agent.Explain()}";
    }

    private string Compile(string compiler)
    {
        var program = shared.PathOf(compiler + ".ring");
        var result = shared.RunProgram(InstalledProgram.Get(compiler), "-O2", "-o", program, InstalledProgram.Source("ring.c"));
        Assert.True(result.ExitStatus == 0, result.ToString());
        return program;
    }
}
