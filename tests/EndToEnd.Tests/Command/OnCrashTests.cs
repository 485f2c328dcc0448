using System.Globalization;
using Entracte.EndToEnd.Tests.Harness;
using Mono.Unix.Native;

namespace Entracte.EndToEnd.Tests.Command;

/// <summary><c>launch --on-crash</c>: a program that crashes goes on from its last image, behind the same command.</summary>
public sealed class OnCrashTests : IDisposable
{
    // Counts in memory, so that every number tells from where it went on; ends with status 7 when it may.
    private const string Counting = """
        import os, sys, time
        number = 0
        while not os.path.exists(sys.argv[1]):
            number += 1
            print(number, flush=True)
            time.sleep(0.02)
        sys.exit(7)
        """;

    private readonly UserSession session = new();

    [NeedsFact("python3")]
    public void A_program_that_is_killed_goes_on_behind_the_same_command_until_no_restart_is_left()
    {
        var finish = session.PathOf("finish");
        var front = Launch("restart:2", "python3", "-c", Counting, finish);
        front.WaitForOutput("5\n");
        session.Checkpoint("job");
        var atCheckpoint = Numbers(front)[^1];

        Crash();
        WaitForRestarts(used: 1);
        var before = Numbers(front).Max();
        front.WaitForOutput("a number beyond all before", _ => Numbers(front)[^1] > before);
        // It went back once, to the image and not to the beginning.
        var numbers = Numbers(front);
        var back = Enumerable.Range(1, numbers.Length - 1).Single(index => numbers[index] <= numbers[index - 1]);
        Assert.InRange(numbers[back], 5, atCheckpoint + 1);
        Assert.False(front.Ended);
        Assert.Contains("was ended by signal 9; it goes on from generation 1 (1 of 2 restarts left)", front.Errors, StringComparison.Ordinal);
        Assert.Equal(2, (int)session.Checkpoint("job")["generation"]!);

        // Its own end with another status than 0 is a crash as well, and as it comes again, there is an end to that.
        File.WriteAllText(finish, "");
        front.ExpectEnd(7);
        Assert.Contains("ended with status 7; it goes on from generation 2 (0 of 2 restarts left)", front.Errors, StringComparison.Ordinal);
        Assert.Contains("ended with status 7: it has been restarted 2 times already", front.Errors, StringComparison.Ordinal);
        Assert.Contains("restarted 2 times already", session.Succeed("status").Output, StringComparison.Ordinal);
        Assert.Contains("restarted 2 times already", (string?)session.Status("job")!["lastRollback"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_rest_of_the_computation_is_ended_before_it_goes_on()
    {
        var front = Launch("restart", "sh", "-c", "sleep 600 & echo started; while :; do sleep 0.1; done");
        front.WaitForOutput("started");
        session.Checkpoint("job");
        var child = Assert.Single(session.Processes(), pid => ProcessTable.CommandLine(pid).StartsWith("sleep 600", StringComparison.Ordinal));
        Crash();
        WaitForRestarts(used: 1);
        Assert.False(ProcessTable.Lives(child));
        Assert.Single(session.Processes(), pid => ProcessTable.CommandLine(pid).StartsWith("sleep 600", StringComparison.Ordinal));
        session.Succeed("kill", "job");
        Assert.Equal(128 + 9, front.WaitForEnd());
    }

    [Fact]
    public void Ends_that_somebody_has_asked_for_are_no_crashes()
    {
        var killed = Launch("restart", "sleep", "600");
        WaitUntilKnown();
        session.Checkpoint("job", "--kill");
        Assert.Equal(128 + 9, killed.WaitForEnd());
        Assert.Equal("", killed.Errors);

        var terminated = Launch("restart", "sh", "-c", "trap 'exit 3' TERM; echo ready; while :; do sleep 0.1; done");
        terminated.WaitForOutput("ready");
        session.Checkpoint("job");
        terminated.Signal(Signum.SIGTERM);
        Assert.Equal(3, terminated.WaitForEnd());
        Assert.Equal("", terminated.Errors);
    }

    [Fact]
    public void A_program_that_crashes_without_an_image_ends_as_it_would_have_ended_alone()
    {
        var front = Launch("restart", "sh", "-c", $"while [ ! -e {session.PathOf("finish")} ]; do sleep 0.1; done; exit 3");
        WaitUntilKnown();
        File.WriteAllText(session.PathOf("finish"), "");
        front.ExpectEnd(3);
        Assert.Contains("there is no image to go back to", front.Errors, StringComparison.Ordinal);
        Launch("restart", "true").ExpectEnd();
        Launch("restart", "/nonexistent/program").ExpectEnd(127);
        Assert.Contains("--on-crash never", session.Run("launch", "--on-crash", "never", "true").Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void What_stands_for_a_stopped_program_ends_with_it_when_that_is_killed()
    {
        var front = Launch("restart", "sleep", "600");
        WaitUntilKnown();
        session.Checkpoint("job");
        Stop(front);
        session.Succeed("kill", "job");
        Assert.Equal(128 + 9, front.WaitForEnd());

        // In a group of its own, all of which it stops, as a job.
        var husk = session.StartUnknown("husk", "setsid", Binaries.Command, "restart", "job", "--images", session.Images);
        WaitUntilKnown();
        Stop(husk);
        session.Succeed("kill", "job");
        Assert.Equal(128 + 9, husk.WaitForEnd());
    }

    [NeedsFact("python3", "curl")]
    public void A_program_in_the_background_comes_back_as_well()
    {
        var numbers = session.PathOf("numbers");
        session.Succeed("status");
        var order = $$$"""
            {"program":"python3","arguments":["-c",{{{System.Text.Json.JsonSerializer.Serialize(Counting)}}},"{{{session.PathOf("finish")}}}"],"name":"job","images":"{{{session.Images}}}",
             "standardOutput":"{{{numbers}}}","recovery":{"crashRestarts":1}}
            """;
        var launched = session.RunProgram("curl", "--silent", "--fail", "--unix-socket", Path.Combine(session.Folder, "run", "entracte", "agent.sock"), "-d", order, "http://entracte/launches");
        Assert.Equal(0, launched.ExitStatus);
        Waiting.Until("numbers", () => File.Exists(numbers) && RunningProgram.ReadShared(numbers).Contains("5\n", StringComparison.Ordinal), session.Explain);
        session.Checkpoint("job");
        Crash();
        WaitForRestarts(used: 1);
        var before = RunningProgram.ReadShared(numbers).Length;
        Waiting.Until("more numbers", () => RunningProgram.ReadShared(numbers).Length > before, session.Explain);
        session.Succeed("kill", "job");
    }

    public void Dispose() => session.Dispose();

    private static int[] Numbers(RunningProgram program)
        => [.. program.Output[..(program.Output.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => int.Parse(line, CultureInfo.InvariantCulture))];

    private RunningProgram Launch(string onCrash, params string[] command)
        => session.StartUnknown("job", [Binaries.Command, "launch", "--name", "job", "--images", session.Images, "--on-crash", onCrash, "--", .. command]);

    private void Crash() => ProcessTable.Kill(Roots().Single(), Signum.SIGKILL);

    /// <summary>The root, and with it, as in a shell, who stands for it.</summary>
    private void Stop(RunningProgram front)
    {
        ProcessTable.Kill(Roots().Single(), Signum.SIGSTOP);
        Waiting.Until("the stop of what stands for job", () => ProcessTable.State(front.Pid) == 'T', session.Explain);
    }

    private int[] Roots() => [.. session.Status("job")!["pids"]!.AsArray().Select(pid => (int)pid!)];

    private void WaitUntilKnown() => Waiting.Until("job in the status", () => session.Status("job") is not null && Roots().Length == 1, session.Explain);

    private void WaitForRestarts(int used) => Waiting.Until(
        $"{used} restarts of job",
        () => session.Status("job") is { } status && (int)status["recovery"]!["crashRestartsUsed"]! == used && (string?)status["state"] == "Running" && Roots().Length == 1
            && (string?)status["lastRollback"] is { Length: > 0 },
        session.Explain);
}
