using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Command;

/// <summary>What scripts rely on.</summary>
public sealed class ExitStatusTests(UserSession session) : IClassFixture<UserSession>
{
    [Fact]
    public void A_program_that_is_not_there_gives_127()
    {
        var result = session.Run("launch", "no-such-program-anywhere");
        Assert.Equal(127, result.ExitStatus);
        Assert.Contains("no-such-program-anywhere: not found", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("/")]
    public void A_program_that_cannot_be_executed_gives_126(string program)
    {
        var result = session.Run("launch", program);
        Assert.Equal(126, result.ExitStatus);
        Assert.Contains(program, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_launch_that_failed_leaves_no_registration()
    {
        session.Run("launch", "--name", "never", "no-such-program-anywhere");
        Waiting.Until("that nothing is known of it", () => session.Status("never") is null);
        Assert.Equal(0, session.Run("launch", "--name", "never", "true").ExitStatus);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("launch")]
    [InlineData("launch", "--interval", "soon", "true")]
    [InlineData("launch", "--interval", "999999999999d", "true")]
    [InlineData("launch", "--interval", "0", "true")]
    [InlineData("launch", "--name", "../up", "true")]
    [InlineData("launch", "--keep", "0", "true")]
    [InlineData("launch", "--images", "not-utf8-\uFFFD", "true")]
    [InlineData("launch", "--on-signal", "KILL", "true")]
    [InlineData("launch", "--on-signal", "TERM=0", "true")]
    [InlineData("launch", "--on-signal", "TERM", "--on", "elsewhere", "true")]
    [InlineData("launch", "--unknown", "true")]
    [InlineData("checkpoint")]
    [InlineData("checkpoint", "name", "--pid", "1")]
    [InlineData("checkpoint", "--pid", "name")]
    [InlineData("checkpoint", "--pid", "0")]
    [InlineData("preflight", "-1")]
    [InlineData("restart")]
    [InlineData("restart", "x", "--generation", "zero")]
    [InlineData("preflight", "name")]
    public void A_command_line_that_is_not_understood_gives_2(params string[] arguments)
    {
        var result = session.Run(arguments);
        Assert.Equal(2, result.ExitStatus);
        Assert.NotEqual("", result.Errors);
    }

    [Theory]
    [InlineData("checkpoint", "nobody")]
    [InlineData("kill", "nobody")]
    [InlineData("restart", "nobody")]
    [InlineData("restart", "/nowhere/at/all")]
    [InlineData("inspect", "/nowhere/at/all")]
    [InlineData("verify", "/nowhere/at/all")]
    public void What_cannot_be_done_gives_125_and_a_sentence(params string[] arguments) => session.Refuse(arguments);

    [Fact]
    public void A_refusal_that_nobody_can_be_told_gives_125_all_the_same()
        => Assert.Equal(125, session.RunProgram("/bin/sh", "-c", "\"$0\" checkpoint nobody --json >/dev/full", Binaries.Command).ExitStatus);

    [Fact]
    public void A_preflight_that_finds_something_in_the_way_gives_1_and_says_what()
    {
        // Above the largest pid that Linux gives out (proc_sys_kernel(5), pid_max).
        var result = session.Run("preflight", "4194305");
        Assert.Equal(1, result.ExitStatus);
        Assert.Contains("pid 4194305", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_of_the_path_that_may_not_be_searched_does_not_turn_not_found_into_not_executable()
    {
        var closed = session.PathOf("closed");
        Directory.CreateDirectory(closed, UnixFileMode.None);
        var result = session.RunProgram("/usr/bin/env", $"PATH={closed}:/usr/bin:/bin", Binaries.Command, "launch", "no-such-program-anywhere");
        File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Equal(127, result.ExitStatus);
    }

    [Fact]
    public void A_refusal_for_machines_is_a_problem_with_a_type()
    {
        var result = session.Refuse("checkpoint", "nobody", "--json");
        Assert.Equal("urn:entracte:not-found", (string?)System.Text.Json.Nodes.JsonNode.Parse(result.Output)!["type"]);
    }

    [Fact]
    public void A_second_computation_of_the_same_name_is_refused_while_the_first_one_lives()
    {
        var first = session.Launch("twin", "sleep", "1000");
        Waiting.Until("the first of its name", () => session.Status("twin") is not null);
        Assert.Contains("twin", session.Refuse("launch", "--name", "twin", "true").Errors, StringComparison.Ordinal);
        first.Kill();
        Assert.Equal(0, session.Run("launch", "--name", "twin", "true").ExitStatus);
    }

    [Fact]
    public void Without_a_name_the_second_of_a_program_gets_a_number()
    {
        var first = session.RunProgram("/bin/sh", "-c", $"{Binaries.Command} launch sleep 1000 >/dev/null 2>&1 & {Binaries.Command} launch sleep 1000 >/dev/null 2>&1 & echo started");
        Assert.Equal("started\n", first.Output);
        Waiting.Until("both names", () => session.Status("sleep") is not null && session.Status("sleep-2") is not null);
    }

    [Theory]
    [InlineData("launch", "--name", "--images", "--interval", "--keep")]
    [InlineData("checkpoint", "--pid", "--kill", "--keep", "--compress", "--json")]
    [InlineData("restart", "--generation", "--detach", "--images", "--stdin", "--stdout", "--stderr", "--json")]
    [InlineData("status", "--json")]
    [InlineData("images", "--images", "--json")]
    [InlineData("inspect", "--generation", "--json")]
    [InlineData("verify", "--generation", "--json")]
    [InlineData("preflight", "--json")]
    [InlineData("kill", "--json")]
    [InlineData("node")]
    [InlineData("stop")]
    public void Every_verb_explains_itself_and_its_options(string verb, params string[] options)
    {
        var help = session.Succeed(verb, "--help").Output;
        Assert.Contains($"entracte {verb}", help, StringComparison.Ordinal);
        Assert.All(options, option => Assert.Contains(option, help, StringComparison.Ordinal));
    }

    [Fact]
    public void The_shell_can_ask_for_completions()
        => Assert.Equal(["checkpoint"], session.Succeed("[suggest:15]", "entracte checkp").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
}
