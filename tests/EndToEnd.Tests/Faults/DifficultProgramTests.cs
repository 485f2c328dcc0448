using System.Diagnostics;
using Entracte.EndToEnd.Tests.Harness;
using Entracte.Victims;
using Mono.Unix.Native;

namespace Entracte.EndToEnd.Tests.Faults;

/// <summary>Programs that make it hard: they end meanwhile, never stand still, are stopped, are watched by a debugger, or are not ours.</summary>
public sealed class DifficultProgramTests(UserSession session) : IClassFixture<UserSession>
{
    [Fact]
    public void A_program_that_ends_during_the_checkpoint_ends_with_its_own_status()
    {
        for (var i = 0; i < 10; i++)
        {
            var name = $"brief{i}";
            var program = session.Launch(name, "/bin/sh", "-c", $"echo begun; sleep 0.{i * 7:00}; exit 3");
            program.WaitForOutput("begun");
            var result = session.Run("checkpoint", name);
            Assert.True(result.ExitStatus == 0 || (result.ExitStatus == 125 && result.Errors.Length > 0), result.ToString());
            program.ExpectEnd(3);
        }
    }

    [Fact]
    public void A_program_that_starts_threads_as_fast_as_it_can_is_checkpointed_and_restarted()
    {
        var program = session.Ready("starts_threads", out var question);
        for (var i = 0; i < 5; i++)
            session.Checkpoint("starts_threads");
        session.CheckpointAndKill("starts_threads", program);
        program = session.Restart("starts_threads", program);
        program.Passes(question);
    }

    [Fact]
    public void A_program_that_forks_as_fast_as_it_can_is_checkpointed_each_time_and_restarted()
    {
        // Once the parent stands still there is one child at most, so that the second look finds everybody.
        var program = session.Ready("forks", out var question);
        for (var i = 0; i < 5; i++)
            Assert.InRange(session.Checkpoint("forks")["processCount"]!.GetValue<int>(), 1, 2);
        session.CheckpointAndKill("forks", program);
        program = session.Restart("forks", program);
        session.WaitUntilRunning("forks", program);
        session.CheckpointAndKill("forks", program);
        program = session.Restart("forks", program);
        program.Passes(question);
    }

    [Theory]
    [InlineData("threads")]
    [InlineData("main_thread_ended")]
    public void A_stopped_program_is_still_stopped_after_a_checkpoint_and_after_a_restart_and_can_be_continued(string victim)
    {
        var program = session.Ready(victim, out var question);
        program.Signal(Signum.SIGSTOP);
        Waiting.Until("the stop", () => ProcessTable.StateOfLastThread(program.Pid) == 'T');
        session.Checkpoint(victim);
        Waiting.Until("the stop again", () => ProcessTable.StateOfLastThread(program.Pid) == 'T', program.Explain);
        session.CheckpointAndKill(victim, program);

        session.Succeed("restart", victim, "--images", session.Images, "--detach");
        var restored = session.Status(victim)!["pids"]![0]!.GetValue<int>();
        Waiting.Until("the stop of the restored program", () => ProcessTable.StateOfLastThread(restored) == 'T', session.Explain);
        File.WriteAllText(question, "");
        ProcessTable.Kill(restored, Signum.SIGCONT);
        Waiting.Until("its end", () => !ProcessTable.Lives(restored), session.Explain);
        Assert.EndsWith("pass\n", program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_whose_main_thread_has_ended_goes_on_and_ends_with_the_status_of_its_last_thread()
    {
        var question = session.PathOf("outlived.question");
        var program = session.Launch("outlived", VictimPrograms.PathOf("main_thread_ended"), question, "3", "7");
        program.WaitForOutput("ready");
        session.Checkpoint("outlived");
        session.CheckpointAndKill("outlived", program);
        program = session.Restart("outlived", program);
        File.WriteAllText(question, "");
        program.WaitForOutput("pass");
        program.ExpectEnd(7);
    }

    [NeedsFact("strace")]
    public void A_program_under_a_debugger_is_refused_with_the_debuggers_name()
    {
        var program = session.Ready("signal_masks", out var question);
        var start = new ProcessStartInfo(InstalledProgram.Get("strace"), ["-f", "-o", "/dev/null", "-p", $"{program.Pid}"]) { RedirectStandardError = true };
        session.SetEnvironment(start);
        using var tracer = Process.Start(start)!;
        Waiting.Until("the tracer", () => File.ReadAllText($"/proc/{program.Pid}/status").Contains($"TracerPid:\t{tracer.Id}", StringComparison.Ordinal));
        var refusal = session.Refuse("checkpoint", "signal_masks");
        Assert.Contains("strace", refusal.Errors, StringComparison.Ordinal);
        ProcessTable.Kill(tracer.Id, Signum.SIGKILL);
        Waiting.Until("the tracer's end", () => tracer.HasExited);
        session.Checkpoint("signal_masks");
        program.Passes(question);
    }

    [PlainUserFact]
    public void Somebody_elses_program_is_refused()
    {
        Assert.Contains("pid 1: belongs to another user (uid 0).", session.Refuse("checkpoint", "--pid", "1").Errors, StringComparison.Ordinal);
        Assert.Contains("another user", session.Refuse("checkpoint", "--pid", "1", "--name", "first-of-all").Errors, StringComparison.Ordinal);
        // It did not become a computation on the way.
        Assert.DoesNotContain("\"pids\":[1]", session.Succeed("status", "--json").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_was_never_launched_is_checkpointed_by_its_pid_and_restarted()
    {
        var question = session.PathOf("stranger.question");
        var program = session.StartUnknown("stranger", VictimPrograms.PathOf("memory_anonymous"), question);
        program.WaitForOutput("ready");
        session.Succeed("checkpoint", "--pid", $"{program.Pid}", "--name", "stranger", "--images", session.Images, "--kill");
        program.WaitForEnd();
        program = session.Restart("stranger", program);
        program.Passes(question);
    }

    [Fact]
    public void A_program_with_a_small_limit_on_file_sizes_is_not_killed_by_the_writing_of_its_image()
    {
        // The hook writes from within the program: RLIMIT_FSIZE and its SIGXFSZ concern it, setrlimit(2).
        var question = session.PathOf("limited.question");
        var program = session.Launch("limited", "/bin/sh", "-c", "ulimit -f 64; exec \"$@\"", "sh", VictimPrograms.PathOf("memory_large"), question, "32");
        program.WaitForOutput("ready");
        var result = session.Run("checkpoint", "limited");
        Assert.True(result.ExitStatus == 0 || (result.ExitStatus == 125 && result.Errors.Length > 0), result.ToString());
        program.Passes(question);
    }
}
