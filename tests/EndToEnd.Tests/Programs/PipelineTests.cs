using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Programs;

/// <summary>Standard streams that end outside the program are those of the restart, as every shell user expects.</summary>
public sealed class PipelineTests(UserSession session) : IClassFixture<UserSession>
{
    private const string Numbers = "$| = 1; for (my $i = 0; !-e \"$ARGV[0]\"; $i++) { print \"number $i\\n\"; select(undef, undef, undef, 0.02) } print \"end\\n\"; exit 5;";

    [NeedsFact("perl", "tee")]
    public void Output_into_a_pipe_goes_into_the_new_pipe_after_a_restart()
    {
        var finish = session.PathOf("finish");
        var first = session.StartUnknown("first", "/bin/sh", "-c", "\"$0\" launch --name piped --images \"$1\" -- \"$2\" -e \"$3\" \"$4\" | tee -a \"$5\" >/dev/null",
            Binaries.Command, session.Images, InstalledProgram.Get("perl"), Numbers, finish, session.PathOf("log"));
        Waiting.Until("some numbers", () => Lines().Length > 5, first.Explain);
        session.Checkpoint("piped", "--kill");
        first.WaitForEnd();
        var before = Lines().Length;

        var second = session.StartUnknown("second", "/bin/bash", "-c", "\"$0\" restart piped --images \"$1\" | tee -a \"$2\" >/dev/null; exit ${PIPESTATUS[0]}",
            Binaries.Command, session.Images, session.PathOf("log"));
        Waiting.Until("more numbers", () => Lines().Length > before + 5, second.Explain);
        File.WriteAllText(finish, "");
        second.ExpectEnd(5);
        var lines = Lines();
        Assert.Equal("end", lines[^1]);
        Assert.Equal(lines[..^1], Enumerable.Range(0, lines.Length - 1).Select(number => $"number {number}"));
    }

    [NeedsFact("cat")]
    public void Input_from_a_pipe_comes_from_the_new_pipe_after_a_restart()
    {
        var first = session.StartUnknown("first-in", "/bin/sh", "-c", "(echo before; sleep 1000) | exec \"$0\" launch --name fed --images \"$1\" -- cat", Binaries.Command, session.Images);
        first.WaitForOutput("before");
        session.Checkpoint("fed", "--kill");
        var second = session.StartUnknown("second-in", "/bin/sh", "-c", "echo after | \"$0\" restart fed --images \"$1\"", Binaries.Command, session.Images);
        second.ExpectEnd();
        // The output was a file, and a file is what it still is.
        Assert.Contains("after", first.Output, StringComparison.Ordinal);
    }

    [NeedsFact("perl")]
    public void Output_into_a_file_goes_on_in_that_file_when_the_agent_restarts_it()
    {
        var finish = session.PathOf("detached-finish");
        var program = session.Launch("detached", InstalledProgram.Get("perl"), "-e", Numbers, finish);
        program.WaitForOutput("number 5");
        session.CheckpointAndKill("detached", program);
        var length = program.Output.Length;
        session.Succeed("restart", "detached", "--images", session.Images, "--detach", "--stdout", program.OutputFile);
        Waiting.Until("more output", () => program.Output.Length > length + 50, session.Explain);
        File.WriteAllText(finish, "");
        Waiting.Until("the end", () => program.Output.EndsWith("end\n", StringComparison.Ordinal), session.Explain);
        Assert.DoesNotContain(Enumerable.Range(0, program.Output.Split('\n').Length - 2), number => !program.Output.Contains($"number {number}\n", StringComparison.Ordinal));
    }

    [NeedsFact("perl")]
    public void A_file_is_opened_again_where_it_was_whatever_the_restart_has_there()
    {
        var finish = session.PathOf("kept-finish");
        var program = session.Launch("kept", InstalledProgram.Get("perl"), "-e", Numbers, finish);
        program.WaitForOutput("number 5");
        session.CheckpointAndKill("kept", program);
        var length = program.Output.Length;
        var restarted = session.StartUnknown("elsewhere", Binaries.Command, "restart", "kept", "--images", session.Images);
        Waiting.Until("more output", () => program.Output.Length > length + 50, session.Explain);
        File.WriteAllText(finish, "");
        restarted.ExpectEnd(5);
        AssertNumbers(program.Output);
        Assert.Equal("", restarted.Output);
    }

    [NeedsFact("perl")]
    public void A_file_is_left_alone_where_another_one_is_named()
    {
        var finish = session.PathOf("moved-finish");
        var program = session.Launch("moved", InstalledProgram.Get("perl"), "-e", Numbers, finish);
        program.WaitForOutput("number 5");
        session.CheckpointAndKill("moved", program);
        var before = program.Output;
        // It need not even be there.
        File.Delete(program.OutputFile);
        var other = session.PathOf("moved-elsewhere");
        var restarted = session.StartUnknown("named", Binaries.Command, "restart", "moved", "--images", session.Images, "--stdout", other);
        Waiting.Until("output in the other file", () => File.Exists(other) && new FileInfo(other).Length > 50, session.Explain);
        File.WriteAllText(finish, "");
        restarted.ExpectEnd(5);
        AssertNumbers(before + File.ReadAllText(other));
        Assert.False(File.Exists(program.OutputFile));
    }

    [NeedsFact("perl")]
    public void Errors_into_a_pipe_go_into_a_file_that_is_named_and_output_stays_where_it_was()
    {
        var finish = session.PathOf("errors-finish");
        var (log, other) = (session.PathOf("errors-log"), session.PathOf("errors-elsewhere"));
        var numbers = Numbers.Replace("print \"number", "print STDERR \"number", StringComparison.Ordinal);
        var first = session.StartUnknown("errors", "/bin/sh", "-c", "\"$0\" launch --name errors --images \"$1\" -- perl -e \"$2\" \"$3\" 2>&1 >\"$4.out\" | cat >>\"$4\"",
            Binaries.Command, session.Images, numbers, finish, log);
        Waiting.Until("some numbers", () => File.Exists(log) && File.ReadAllText(log).Contains("number 5\n", StringComparison.Ordinal), first.Explain);
        session.Checkpoint("errors", "--kill");
        first.WaitForEnd();
        var second = session.StartUnknown("errors-again", Binaries.Command, "restart", "errors", "--images", session.Images, "--stderr", other);
        Waiting.Until("output in the other file", () => File.Exists(other) && new FileInfo(other).Length > 50, session.Explain);
        File.WriteAllText(finish, "");
        second.ExpectEnd(5);
        AssertNumbers(File.ReadAllText(log) + File.ReadAllText(other) + File.ReadAllText(log + ".out"));
    }

    [NeedsFact("cat")]
    public void Input_from_a_pipe_comes_from_a_file_that_is_named()
    {
        var input = session.PathOf("named-input");
        File.WriteAllText(input, "from the file\n");
        var first = session.StartUnknown("piped-in", "/bin/sh", "-c", "(echo before; sleep 1000) | exec \"$0\" launch --name named --images \"$1\" -- cat", Binaries.Command, session.Images);
        first.WaitForOutput("before");
        session.Checkpoint("named", "--kill");
        session.StartUnknown("file-in", Binaries.Command, "restart", "named", "--images", session.Images, "--stdin", input).ExpectEnd();
        Assert.EndsWith("from the file\n", first.Output, StringComparison.Ordinal);
    }

    [NeedsFact("sh")]
    public void Input_and_output_that_were_dev_null_are_files_that_are_named_and_what_runs_in_the_background_gets_none_of_it()
    {
        var (input, output, log) = (session.PathOf("null-input"), session.PathOf("null-output"), session.PathOf("null-log"));
        File.WriteAllText(input, "from the file\n");
        // The shell gives what it starts in the background another /dev/null as input.
        var first = session.StartUnknown("nothing", "/bin/sh", "-c",
            "exec \"$0\" launch --name nothing --images \"$1\" -- sh -c \"$3\" sh \"$2\" >/dev/null", Binaries.Command, session.Images, log,
            "sh -c \"until [ -e $1.go ]; do sleep .05; done; cat >$1\" & echo ready >&2; until [ -e $1.go ]; do sleep .05; done; wait; cat");
        Waiting.Until("the program", () => File.Exists(first.ErrorsFile) && File.ReadAllText(first.ErrorsFile).Contains("ready", StringComparison.Ordinal), first.Explain);
        session.Checkpoint("nothing", "--kill");
        File.WriteAllText(log + ".go", "");
        session.StartUnknown("something", Binaries.Command, "restart", "nothing", "--images", session.Images, "--stdin", input, "--stdout", output).ExpectEnd();
        Assert.Equal(("from the file\n", ""), (File.ReadAllText(output), File.ReadAllText(log)));
    }

    private static void AssertNumbers(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("end", lines[^1]);
        Assert.Equal(lines[..^1], Enumerable.Range(0, lines.Length - 1).Select(number => $"number {number}"));
    }

    private string[] Lines()
    {
        var log = session.PathOf("log");
        return File.Exists(log) ? File.ReadAllText(log).Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];
    }
}
