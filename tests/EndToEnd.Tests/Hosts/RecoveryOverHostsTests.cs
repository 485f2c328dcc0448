using Entracte.EndToEnd.Tests.Clusters;
using Entracte.EndToEnd.Tests.Harness;
using Mono.Unix.Native;

namespace Entracte.EndToEnd.Tests.Hosts;

/// <summary>What a computation was promised at its launch holds wherever it has come to. Each host has a disk of its own.</summary>
[Trait("Category", "Root")]
public sealed class RecoveryOverHostsTests : IDisposable
{
    private readonly HostCluster cluster = new(withOwnPids: true);

    [HostsFact]
    public void A_host_that_dies_with_its_disk_costs_nobody_a_command_where_images_have_copies()
    {
        var members = Boot(3);
        var count = members[1].Session.PathOf("count");
        members[1].Session.Succeed("launch", "--on", "host2", "--name", "job", "--images", cluster.Disk, "--copies", "2", "--partners", "host3", "--on-node-loss", "restart",
            "--", "sh", "-c", CountingShell.Script, "sh", count);
        CountingShell.WaitForMore(count, members[1]);
        Assert.Equal(2, (int)members[1].Session.Checkpoint("job")["copies"]!);
        CountingShell.WaitForMore(count, members[1]);

        cluster.Network.Cut(2);
        HostCluster.PowerOff(members[1]);
        Waiting.Until("the job on host3, which has the copy", () => NodesOf(members[0]) is ["host3"], () => Explain(members));
        CountingShell.WaitForMore(count, members[2]);
        Assert.Contains("node host2, which had processes of job, was lost; it goes on from generation 1", members[0].Session.Succeed("status").Output, StringComparison.Ordinal);
        members[2].Session.Succeed("kill", "job");
    }

    [HostsFact]
    public void A_program_that_crashes_goes_on_where_it_has_migrated_to_as_often_as_was_promised()
    {
        var members = Boot(3);
        var count = members[1].Session.PathOf("count");
        var front = HostCluster.Start(members[1], "front",
            Binaries.Command, "launch", "--name", "job", "--images", cluster.Disk, "--on-crash", "restart:2", "--", "sh", "-c", CountingShell.Script, "sh", count);
        CountingShell.WaitForMore(count, members[1]);

        members[0].Session.Succeed("migrate", "job", "--to", "host3");
        front.WaitForEnd();
        Crash(members, count);
        Assert.Equal(["host3"], NodesOf(members[0]));

        members[0].Session.Succeed("evict", "host3");
        var refuge = Assert.Single(NodesOf(members[0]));
        Assert.NotEqual("host3", refuge);
        Crash(members, count);
        Assert.Equal([refuge], NodesOf(members[0]));

        ProcessTable.Kill(Program(members, count), Signum.SIGSEGV);
        Waiting.Until("the end of a job that crashed once too often", () => NodesOf(members[0]).Length == 0, () => Explain(members));
    }

    [HostsTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_left_when_root_and_agent_die_is_the_next_agents(bool isRegistered)
    {
        var members = Boot(2);
        var session = members[1].Session;
        var count = session.PathOf("count");
        session.Succeed("launch", "--on", "host2", "--name", "job", "--images", cluster.Disk, "--on-node-loss", "restart",
            "--", "sh", "-c", "sh -c \"$0\" sh \"$1\" & wait", CountingShell.Script, count);
        CountingShell.WaitForMore(count, members[1]);
        Waiting.Until("the lease", () => File.Exists(session.PathOf("run/entracte/lease.json")), () => Explain(members));
        var root = Assert.Single(HostCluster.Pids(members[0], "job"));
        HostCluster.KeepPowered(members[1]);
        var computations = session.PathOf("run/entracte/computations");
        var processes = session.Processes();
        ProcessTable.Kill(processes.Single(ProcessTable.IsAgent), Signum.SIGKILL);
        ProcessTable.Kill(processes.Single(pid => ProcessTable.InnermostPid(pid) == root), Signum.SIGKILL);
        if (!isRegistered)
            Array.ForEach(Directory.GetFiles(computations, "*.json"), File.Delete);

        members[1] = cluster.BootAgain(members[1]);
        if (isRegistered)
        {
            Waiting.Until("the one that is left as a root", () => HostCluster.Pids(members[0], "job") is [var pid] && pid != root, () => Explain(members));
            var heir = HostCluster.Pids(members[0], "job").Single();
            Waiting.Until(
                "the file of the new root",
                () => Directory.GetFiles(computations, "*.json") is [var file] && File.ReadAllText(file).Contains($"{heir}", StringComparison.Ordinal),
                () => Explain(members));
            ProcessTable.Kill(session.Processes().Single(ProcessTable.IsAgent), Signum.SIGKILL);
            members[1] = cluster.BootAgain(members[1]);
            Waiting.Until("the new root at the agent after that", () => HostCluster.Pids(members[0], "job").SequenceEqual([heir]), () => Explain(members));
            CountingShell.WaitForMore(count, members[1]);
            members[0].Session.Succeed("kill", "job");
        }

        Waiting.Until(
            "the end of all that is left",
            () => !session.Processes().Any(pid => ProcessTable.Lives(pid) && ProcessTable.CommandLine(pid).EndsWith(count, StringComparison.Ordinal)),
            () => Explain(members));
    }

    [HostsFact]
    public void A_daemon_that_is_left_on_one_host_is_in_the_image_of_all()
    {
        var members = Boot(3);
        var counts = new[] { members[1].Session.PathOf("count"), members[2].Session.PathOf("count") };
        members[0].Session.Succeed("launch", "--on", "host2", "--name", "job", "--images", members[0].Session.Images, "--", "sh", "-c", CountingShell.Script, "sh", counts[0]);
        members[0].Session.Succeed("launch", "--on", "host3", "--join", "job", "--", "sh", "-c", "sh -c \"$0\" sh \"$1\" &", CountingShell.Script, counts[1]);
        CountingShell.WaitForMore(counts[1], members[2]);
        Waiting.Until("both hosts", () => NodesOf(members[0]) is ["host2", "host3"], () => Explain(members));

        members[0].Session.Checkpoint("job", "--kill");
        var before = Array.ConvertAll(counts, CountingShell.CountIn);
        members[0].Session.Succeed("restart", "--detach", "job", "--images", members[0].Session.Images);
        for (var part = 0; part < counts.Length; part++)
            CountingShell.WaitForMore(counts[part], before[part], members[part + 1]);
        members[0].Session.Succeed("kill", "job");
    }

    /// <summary>As when a lease has run out, or somebody has typed ^Z. What stands for ssh waits for what may never come.</summary>
    [HostsFact("gcc")]
    public void What_was_started_through_ssh_and_has_been_stopped_for_a_while_is_checkpointed_when_it_goes_on()
    {
        var members = Boot(3);
        using var shared = new UserSession();
        var traffic = new Traffic(shared.PathOf("traffic"), "traffic", processes: 4, edges: 12);
        traffic.LaunchThroughSsh(members[0].Session.Run, Traffic.Compile(shared), 1, [2, 3], "--images", shared.Images);
        traffic.WaitForProgress(() => Explain(members));
        var relays = members.SelectMany(member => member.Session.Processes()).Where(pid => ProcessTable.CommandLine(pid).Contains("/entracte-relay-", StringComparison.Ordinal)).Distinct().ToList();
        Assert.Equal(2, relays.Count);
        foreach (var relay in relays)
        {
            ProcessTable.Kill(relay, Signum.SIGSTOP);
            Waiting.Until("the standstill", () => ProcessTable.State(relay) == 'T', () => Explain(members));
            ProcessTable.Kill(relay, Signum.SIGCONT);
            Waiting.Until("that it waits again", () => ProcessTable.State(relay) == 'S', () => Explain(members));
        }

        members[0].Session.Succeed("checkpoint", "traffic", "--kill");
        members[0].Session.Succeed("restart", "--detach", "traffic", "--images", shared.Images);
        traffic.WaitForProgress(() => Explain(members));
        traffic.ExpectRight(() => Explain(members));
    }

    [HostsFact("gcc")]
    public void When_what_serves_ssh_is_killed_all_goes_back_and_nothing_is_left_of_the_life_before()
    {
        var members = Boot(3);
        using var shared = new UserSession();
        var traffic = new Traffic(shared.PathOf("traffic"), "traffic", processes: 4, edges: 12);
        traffic.LaunchThroughSsh(members[0].Session.Run, Traffic.Compile(shared), 1, [2, 3], "--images", shared.Images, "--on-crash", "restart");
        traffic.WaitForProgress(() => Explain(members));
        members[0].Session.Succeed("checkpoint", "traffic");

        ProcessTable.Kill(Assert.Single(ProcessTable.ServingSsh(members[2].Session.Processes())), Signum.SIGKILL);
        Waiting.Until("the rollback", () => LastRollback(members[0]).Contains("was ended by signal 9", StringComparison.Ordinal), () => Explain(members));
        Assert.True(LastRollback(members[0]).EndsWith("; it goes on from generation 1 (2 of 3 restarts left)", StringComparison.Ordinal), $"{LastRollback(members[0])}\n{Explain(members)}");
        traffic.WaitForProgress(() => Explain(members));
        traffic.ExpectRight(() => Explain(members));
    }

    public void Dispose() => cluster.Dispose();

    private Member[] Boot(int hosts)
    {
        var members = Enumerable.Range(1, hosts).Select(number => cluster.Boot(number)).ToArray();
        HostCluster.WaitForNodes(members[0], [.. members.Select(member => member.Name)]);
        return members;
    }

    /// <summary>The program goes on, as another process.</summary>
    private static void Crash(Member[] members, string count)
    {
        CountingShell.WaitForMore(count, members[0]);
        var crashed = Program(members, count);
        ProcessTable.Kill(crashed, Signum.SIGSEGV);
        Waiting.Until("the end of the process that crashed", () => !ProcessTable.Lives(crashed), () => Explain(members));
        CountingShell.WaitForMore(count, members[0]);
    }

    /// <summary>The shell that counts, and not what it has just forked. It has its environment from host2, wherever it is.</summary>
    private static int Program(Member[] members, string count)
    {
        var shells = members[1].Session.Processes().Where(pid => ProcessTable.Lives(pid) && ProcessTable.CommandLine(pid) is var line
            && line.StartsWith("sh -c i=0", StringComparison.Ordinal) && line.EndsWith(count, StringComparison.Ordinal)).ToList();
        return Assert.Single(shells, pid => !shells.Any(other => ProcessTable.Children(other).Contains(pid)));
    }

    private static string[] NodesOf(Member member) => [.. AgentCluster.Status(member)?["computations"]!.AsArray().Where(each => (string?)each!["state"] == "Running")
        .SelectMany(each => each!["nodes"]!.AsArray()).Select(node => (string)node!) ?? []];

    private static string LastRollback(Member member) => (string?)AgentCluster.Status(member)?["computations"]!.AsArray().FirstOrDefault()?["lastRollback"] ?? "";

    private static string Explain(Member[] members) => string.Join('\n', members.Select(member => $"===== {member.Name}\n{member.Agent.Explain()}"));
}
