using Entracte.EndToEnd.Tests.Harness;
using Entracte.Victims;
using Mono.Unix.Native;

namespace Entracte.EndToEnd.Tests.Faults;

/// <summary>Programs whose processes come and go all the time, or do not stop: the cut gets stable, or a sentence says why not, and everybody runs on.</summary>
public sealed class RestlessProgramTests(UserSession session) : IClassFixture<UserSession>
{
    [Fact]
    public void A_hundred_processes_that_fork_and_exit_all_the_time_account_for_each_child_after_checkpoints_and_restarts()
    {
        var program = session.Ready("brood", out var question);
        for (var i = 0; i < 4; i++)
            Assert.InRange(session.Checkpoint("brood")["processCount"]!.GetValue<int>(), 50, 1000);
        program.Kill();
        program = Restarted("brood", program);
        session.CheckpointAndKill("brood", program);
        program = Restarted("brood", program);
        program.Passes(question);
    }

    [Fact]
    public void A_restless_tree_that_was_never_launched_is_checkpointed_by_its_roots_pid_and_restarted()
    {
        var question = session.PathOf("tree.question");
        var program = session.StartUnknown("tree", VictimPrograms.PathOf("brood"), question);
        program.WaitForOutput("ready");
        session.Succeed("checkpoint", "--pid", $"{program.Pid}", "--name", "tree", "--images", session.Images, "--kill");
        program.WaitForEnd();
        program = Restarted("tree", program);
        session.CheckpointAndKill("tree", program);
        program = Restarted("tree", program);
        program.Passes(question);
    }

    [Fact]
    public void A_part_of_a_tree_is_checkpointed_by_the_pid_it_begins_with_and_the_rest_runs_on()
    {
        var question = session.PathOf("part.question");
        var whole = session.StartUnknown("whole", "/bin/sh", "-c", $"{VictimPrograms.PathOf("brood")} {question} & wait $!; echo part ended with $?");
        whole.WaitForOutput("ready");
        var part = Assert.Single(ProcessTable.Children(whole.Pid));
        session.Succeed("checkpoint", "--pid", $"{part}", "--name", "part", "--images", session.Images, "--kill");
        whole.WaitForOutput("part ended with 137");
        whole.ExpectEnd();

        var program = Restarted("part", whole);
        session.CheckpointAndKill("part", program);
        program = Restarted("part", program);
        program.Passes(question);
    }

    [Fact]
    public void A_child_that_runs_away_is_in_the_image_or_the_checkpoint_is_refused()
    {
        var program = session.Ready("runaway", out var question);
        for (var i = 0; i < 3; i++)
        {
            var result = session.Run("checkpoint", "runaway", "--kill");
            if (result.ExitStatus == 0)
            {
                program.WaitForEnd();
                program = Restarted("runaway", program);
            }
            else
            {
                Assert.Contains("faster than they can be stopped", result.Errors, StringComparison.Ordinal);
            }
        }
        program.Passes(question);
    }

    [Fact]
    public void A_parent_in_vfork_is_refused_with_a_sentence_and_can_be_checkpointed_when_its_child_has_executed_a_program()
    {
        var program = session.Ready("vfork_waits", out var question);
        Assert.Contains("vfork(2)", session.Refuse("checkpoint", "vfork_waits").Errors, StringComparison.Ordinal);
        File.WriteAllText(question + ".go", "");
        program.WaitForOutput("executed");
        session.CheckpointAndKill("vfork_waits", program);
        program = Restarted("vfork_waits", program);
        program.Passes(question);
    }

    [Fact]
    public void Parent_and_child_that_were_stopped_in_vfork_are_checkpointed_and_stopped_still_after_a_restart()
    {
        var question = session.PathOf("stopped.question");
        var program = session.Launch("stopped", VictimPrograms.PathOf("vfork_waits"), question);
        program.WaitForOutput("ready");
        Waiting.Until("vfork", () => ProcessTable.State(program.Pid) == 'D', program.Explain);
        var child = Assert.Single(ProcessTable.Children(program.Pid));
        ProcessTable.Kill(child, Signum.SIGSTOP);
        program.Signal(Signum.SIGSTOP);
        File.WriteAllText(question + ".go", "");

        session.CheckpointAndKill("stopped", program);
        session.Succeed("restart", "stopped", "--images", session.Images, "--detach");
        var parent = session.Status("stopped")!["pids"]![0]!.GetValue<int>();
        child = Assert.Single(ProcessTable.Children(parent));
        foreach (var pid in new[] { parent, child })
        {
            Waiting.Until($"the stop of {pid}", () => ProcessTable.State(pid) == 'T', session.Explain);
            ProcessTable.Kill(pid, Signum.SIGCONT);
        }

        File.WriteAllText(question, "");
        Waiting.Until("its end", () => !ProcessTable.Lives(parent), session.Explain);
        Assert.EndsWith("pass\n", program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_suspended_can_be_killed_all_the_same()
    {
        var program = session.Ready("unwilling", "vfork_waits", out _);
        var child = Assert.Single(ProcessTable.Children(program.Pid));
        Assert.Equal("unwilling: killed 2 processes\n", session.Succeed("kill", "unwilling").Output);
        Assert.Equal(137, program.WaitForEnd());
        Assert.False(ProcessTable.Lives(child));
    }

    [Fact]
    public async Task A_checkpoint_waits_for_a_child_in_vfork_that_executes_a_program_soon()
    {
        var question = session.PathOf("soon.question");
        var program = session.Launch("soon", VictimPrograms.PathOf("vfork_waits"), question);
        program.WaitForOutput("ready");
        var checkpoint = Task.Run(() => session.Checkpoint("soon"));
        File.WriteAllText(question + ".go", "");
        await checkpoint;
        program.WaitForOutput("executed");
        program.Passes(question);
    }

    [Theory]
    [InlineData("descriptors", "CLONE_FILES")]
    [InlineData("memory", "CLONE_VM")]
    public void What_processes_share_and_no_restart_can_give_back_is_named_and_they_run_on(string shared, string named)
    {
        var question = session.PathOf(shared + ".question");
        var program = session.Launch(shared, VictimPrograms.PathOf("shared_places"), question, shared);
        program.WaitForOutput("ready");
        Assert.Contains(named, session.Refuse("checkpoint", shared).Errors, StringComparison.Ordinal);
        program.Passes(question);
    }

    private RunningProgram Restarted(string name, RunningProgram before)
    {
        var running = session.Restart(name, before);
        session.WaitUntilRunning(name, running);
        return running;
    }
}
