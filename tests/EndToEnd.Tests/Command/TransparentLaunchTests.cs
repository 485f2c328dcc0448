using Entracte.EndToEnd.Tests.Harness;
using Mono.Unix.Native;

namespace Entracte.EndToEnd.Tests.Command;

/// <summary>A launched program cannot tell that it was launched, but for one variable: each test compares it with the same program started plainly.</summary>
public sealed class TransparentLaunchTests(UserSession session) : IClassFixture<UserSession>
{
    // What execve(2) hands on and a runtime might have changed. Numbers of pipes and pids differ between any two starts.
    private const string InheritedState = """
        grep -E '^(SigBlk|SigIgn|SigCgt|NoNewPrivs|Seccomp|Cpus_allowed|CoreDumping|THP_enabled|untag_mask):?' /proc/self/status
        for descriptor in /proc/$$/fd/*; do echo "${descriptor##*/}"; done
        cat /proc/$$/limits /proc/$$/coredump_filter /proc/$$/oom_score_adj /proc/$$/personality
        cut -d' ' -f18-19,41 /proc/$$/stat
        umask
        pwd
        """;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(42)]
    [InlineData(255)]
    public void The_exit_status_is_the_programs(int status)
        => Assert.Equal(status, session.Run("launch", "--", "sh", "-c", $"exit {status}").ExitStatus);

    [Theory]
    [InlineData(Signum.SIGTERM)]
    [InlineData(Signum.SIGKILL)]
    [InlineData(Signum.SIGPIPE)]
    [InlineData(Signum.SIGSEGV)]
    [InlineData(Signum.SIGHUP)]
    public void Death_by_a_signal_is_death_by_that_signal(Signum signal)
    {
        // What is ignored here stays ignored in the program: the test's own runtime ignores SIGPIPE, nohup(1) around the tests SIGHUP; a user's shell does not.
        var result = session.RunProgram("/usr/bin/env", "--default-signal=PIPE,HUP", Binaries.Command, "launch", "--", "sh", "-c", $"kill -{(int)signal} $$");
        Assert.Equal(128 + (int)signal, result.ExitStatus);
    }

    [Fact]
    public void The_pid_is_that_of_the_command_and_there_is_no_child_even_where_an_agent_had_to_be_started()
    {
        using var fresh = new UserSession();
        var program = fresh.Launch("childless", "sh", "-c", "read children < /proc/$$/task/$$/children; echo \"$$ [$children]\"");
        program.ExpectEnd();
        Assert.Equal($"{program.Pid} []\n", program.Output);
    }

    [Fact]
    public void The_environment_has_one_variable_more()
    {
        var plain = Shell("exec env -0");
        var launched = Shell("exec \"$entracte\" launch env -0");
        var added = launched.Split('\0').Except(plain.Split('\0')).ToList();
        Assert.Matches("^ENTRACTE_COMPUTATION=[0-9a-f]{16}$", Assert.Single(added));
        Assert.Equal(plain.Split('\0').Length + 1, launched.Split('\0').Length);
    }

    [Fact]
    public void Arguments_and_variables_that_are_no_valid_text_arrive_byte_by_byte()
    {
        const string program = "printf '%s:%s' \"$1\" \"$strange\" | od -An -tx1";
        var launched = Shell($"strange=$(printf '\\200\\377'); export strange; exec \"$entracte\" launch sh -c '{program}' sh \"$(printf 'a\\377\\376b')\"");
        Assert.Equal("61 ff fe 62 3a 80 ff", launched.Trim());
    }

    [Fact]
    public void Arguments_that_look_like_options_or_response_files_belong_to_the_program()
    {
        var result = session.Succeed("launch", "--name", "own", "printf", "%s|", "--help", "-x", "@nothing", "--", "--name=y");
        Assert.Equal("--help|-x|@nothing|--|--name=y|", result.Output);
    }

    [Fact]
    public void Signals_descriptors_and_limits_are_as_in_a_plain_start()
    {
        // The limit is set one shell further out, where the command's parent has it too.
        const string situation = "ulimit -Sn 777; trap '' USR1 HUP; umask 027; exec 7</dev/null; sh -c '";
        Assert.Equal(Shell($"{situation}sh \"$state\"; :'", InheritedState), Shell($"{situation}\"$entracte\" launch sh \"$state\"; :'", InheritedState));
    }

    [Fact]
    public void A_terminal_keeps_its_settings_and_shows_nothing_but_what_the_program_writes()
    {
        using var terminal = new PseudoTerminal(session);
        terminal.Start("sh", "-c", $"stty -a; echo middle; {Binaries.Command} launch stty -a; echo end");
        terminal.WaitFor("end\r\n");
        var parts = terminal.Screen.Split("middle\r\n");
        Assert.Equal(parts[0] + "end\r\n", parts[1]);
    }

    [Fact]
    public void A_program_in_a_pipeline_ends_when_its_reader_does()
        => Assert.Equal("y\n", Shell("\"$entracte\" launch yes | head -n 1"));

    [Fact]
    public void A_script_without_an_interpreter_line_is_run_by_the_shell()
    {
        var script = session.PathOf("plain-script");
        File.WriteAllText(script, "echo \"ran with $1\"\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Equal("ran with care\n", session.Succeed("launch", "--", script, "care").Output);
    }

    private string Shell(string script, string state = "")
    {
        File.WriteAllText(session.PathOf("state.sh"), state);
        // The test's own runtime ignores SIGPIPE and its children inherit that; a user's shell does not.
        var result = session.RunProgram("/usr/bin/env", "--default-signal=PIPE", "/bin/bash", "-c", $"entracte={Binaries.Command} state={session.PathOf("state.sh")}; export entracte state; {script}");
        return result.Errors.Length == 0 ? result.Output : throw new HarnessException(result.ToString());
    }
}
