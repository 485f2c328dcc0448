using System.Net.Sockets;
using Entracte.EndToEnd.Tests.Harness;
using Mono.Unix.Native;

namespace Entracte.EndToEnd.Tests.Command;

/// <summary>There is one agent, started when it is wanted, and whatever becomes of it, the computations run on and are found again.</summary>
public sealed class AgentLifeTests
{
    /// <summary>The usual builders of web programs watch all files beneath the working directory, which is / for an agent in the background.</summary>
    [Fact]
    public void The_agent_watches_its_own_directory_and_no_other_file()
    {
        using var session = new UserSession();
        session.Succeed("status");
        var agent = Assert.Single(session.Agents());
        // Read by a shell: what the agent opens and closes meanwhile comes and goes.
        var watches = session.RunProgram("/bin/sh", "-c", $"cat /proc/{agent}/fdinfo/* 2>/dev/null | grep -c '^inotify '").Output.Trim();
        Assert.Equal("1", watches);
    }

    [Fact]
    public void Launches_and_orders_at_the_same_moment_start_one_agent()
    {
        using var session = new UserSession();
        var programs = Enumerable.Range(1, 8).Select(number => session.Launch($"racer-{number}", "sleep", "1000")).ToList();
        Parallel.For(0, 3, _ => session.Succeed("status"));
        Assert.All(Enumerable.Range(1, 8), number => Assert.Equal(programs[number - 1].Pid, (int?)session.Status($"racer-{number}")!["pids"]![0]));
        Assert.Single(session.Agents());
    }

    [Fact]
    public void The_agent_outlives_programs_and_the_session_that_started_it_and_ends_when_it_is_told()
    {
        using var session = new UserSession();
        session.Launch("short", "true").ExpectEnd();
        session.Succeed("status");
        var agent = Assert.Single(session.Agents());
        Assert.Null(session.Status("short"));
        Assert.Equal([agent], session.Agents());
        session.Succeed("stop");
        Assert.Empty(session.Agents());
        Assert.Contains("no node agent", session.Succeed("stop").Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Signum.SIGKILL)]
    [InlineData(Signum.SIGTERM)]
    public void A_new_agent_finds_the_computations_of_the_one_that_ended(Signum signal)
    {
        using var session = new UserSession();
        var program = session.Launch("survivor", "sleep", "1000");
        session.Succeed("status");
        var first = Assert.Single(session.Agents());
        ProcessTable.Kill(first, signal);
        Waiting.Until("the agent's end", () => session.Agents().Count == 0);
        Assert.False(program.Ended);
        Assert.Equal(program.Pid, (int?)session.Status("survivor")!["pids"]![0]);
        Assert.NotEqual(first, Assert.Single(session.Agents()));
    }

    [Fact]
    public void A_socket_that_a_dead_agent_left_is_no_obstacle()
    {
        using var session = new UserSession();
        Directory.CreateDirectory(session.PathOf("run/entracte"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var place = session.PathOf("run/entracte/agent.sock");
        using (var abandoned = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
            abandoned.Bind(new UnixDomainSocketEndPoint(session.PathOf("run/entracte/bound")));
        File.CreateSymbolicLink(place, session.PathOf("run/entracte/bound"));
        session.Succeed("status");
        Assert.Single(session.Agents());
    }

    [Fact]
    public void The_agent_belongs_to_no_terminal_and_to_no_computation()
    {
        using var session = new UserSession();
        session.Launch("outer", Binaries.Command, "launch", "--name", "inner", "sleep", "0").ExpectEnd();
        session.Succeed("status");
        var agent = Assert.Single(session.Agents());
        Assert.DoesNotContain("ENTRACTE_COMPUTATION=", File.ReadAllText($"/proc/{agent}/environ"), StringComparison.Ordinal);
        var stat = File.ReadAllText($"/proc/{agent}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        // Fields 5 to 7 of proc_pid_stat(5): group, session, terminal.
        Assert.Equal([$"{agent}", $"{agent}", "0"], fields[2..5]);
    }

    [Theory]
    [InlineData(Signum.SIGTERM)]
    [InlineData(Signum.SIGINT)]
    public void An_agent_in_the_foreground_serves_and_ends_well_when_it_is_told(Signum signal)
    {
        using var session = new UserSession();
        var node = session.StartUnknown("node", Binaries.Command, "node");
        Waiting.Until("the agent's socket", () => File.Exists(session.PathOf("run/entracte/agent.sock")), node.Explain);
        session.Succeed("status");
        Assert.Equal([node.Pid], session.Agents());
        node.Signal(signal);
        node.ExpectEnd();
    }

    [Fact]
    public void A_second_agent_in_the_foreground_is_refused()
    {
        using var session = new UserSession();
        session.Succeed("status");
        Assert.Contains("another agent", session.Refuse("node").Errors, StringComparison.Ordinal);
        Assert.Single(session.Agents());
    }

    [Fact]
    public void The_socket_and_its_directory_are_the_users_alone()
    {
        using var session = new UserSession();
        session.Succeed("status");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(session.PathOf("run/entracte/agent.sock")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(session.PathOf("run/entracte")));
    }
}
