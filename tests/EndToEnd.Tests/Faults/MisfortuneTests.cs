using Entracte.EndToEnd.Tests.Faults.AgentDeaths;
using Entracte.EndToEnd.Tests.Harness;
using Mono.Unix.Native;

namespace Entracte.EndToEnd.Tests.Faults;

/// <summary>
/// In each step of a checkpoint a member dies, a hook does not answer within its time, or the actor of the node agent fails and is begun anew by its supervisor. The checkpoint is taken
/// without whoever has died, or given up with a sentence; all others are exactly what they were, and run on.
/// </summary>
[Collection(Turns.OfThoseThatNeverRest)]
public sealed class MisfortuneTests : IDisposable
{
    private static readonly string[] Steps = ["Prepare", "Suspend", "TakeInventory", "Drain", "Write", "Refill", "Resume", "Complete"];

    /// <summary>Those that are waited for; what waits longer is given up in the same way.</summary>
    private static readonly string[] StepsThatHang = ["Suspend", "Drain", "Write", "Resume"];

    private static readonly string[] StepsOfRestarts = ["OpenDescriptors", "Connect", "RefillQueues", "RebuildMemory", "RebuildThreads"];

    private readonly DoomedSession session = new();

    [Fact]
    public void A_member_that_dies_in_any_step_is_left_out_or_the_checkpoint_is_given_up()
    {
        var troupe = new Troupe(session.User);
        var mortals = session.User.StartUnknown("mortals", Binaries.Command, "launch", "--join", Troupe.Name, "--",
            "/bin/sh", "-c", $"for step in {string.Join(' ', Steps)}; do sleep 100000 & done; echo ready; wait");
        mortals.WaitForOutput("ready");
        TakeImage();
        session.RememberRuntimeFiles();
        foreach (var step in Steps)
        {
            var before = troupe.Look();
            var mortal = ProcessTable.Children(mortals.Pid).First(ProcessTable.Lives);
            var result = session.OrderWith($"kill {step} {mortal}", "checkpoint", Troupe.Name);
            Assert.True(result.ExitStatus == 0 || IsGivenUp(result), result.ToString());
            Waiting.Until($"the end of {mortal} {step}", () => !ProcessTable.Lives(mortal), mortals.Explain);
            ExpectHarmless(troupe, before, step);
        }

        troupe.CheckpointAndKill();
        troupe.Restart();
        troupe.ExpectPass();
    }

    [Fact]
    public void A_step_in_which_nobody_answers_within_its_time_is_given_up()
    {
        session.User.NodeConfiguration = session.User.PathOf("node.conf");
        File.WriteAllText(session.User.NodeConfiguration, "entracte.attempt { step-timeout = 10s, drain-timeout = 10s }");
        ExpectHarmlessInEach("hang", StepsThatHang, mayBeTaken: []);
    }

    /// <summary>An order that has not been answered is said again: the new one may obey the first.</summary>
    [Fact]
    public void An_agent_that_its_supervisor_begins_anew_gives_up_what_it_was_doing() => ExpectHarmlessInEach("fail", Steps, mayBeTaken: ["Prepare", "Suspend"]);

    [Fact]
    public void A_restart_in_which_a_process_dies_leaves_nothing_and_the_next_one_works()
    {
        var troupe = new Troupe(session.User);
        troupe.CheckpointAndKill();
        foreach (var step in StepsOfRestarts)
        {
            session.Befall($"kill {step} newest");
            var attempt = troupe.TryRestart();
            Assert.Contains(attempt.WaitForEnd(), new[] { 125, 128 + (int)Signum.SIGKILL });
            Assert.True(session.HasBefallen, attempt.Explain());
            Waiting.Until($"the end of all husks {step}", () => session.User.Processes().Except(session.User.Agents()).All(DoomedSession.IsRehearsal), attempt.Explain);
            session.ExpectWholeImages();
        }

        troupe.Restart();
        troupe.ExpectPass();
    }

    public void Dispose() => session.Dispose();

    private void ExpectHarmlessInEach(string misfortune, string[] steps, string[] mayBeTaken)
    {
        var troupe = new Troupe(session.User);
        TakeImage();
        session.RememberRuntimeFiles();
        foreach (var step in steps)
        {
            var (before, generations) = (troupe.Look(), session.Generations);
            var result = session.OrderWith($"{misfortune} {step}", "checkpoint", Troupe.Name);
            Assert.True(IsGivenUp(result) || (mayBeTaken.Contains(step) && result.ExitStatus == 0), result.ToString());
            ExpectHarmless(troupe, before, step);
            Assert.Equal(generations.Length + (result.ExitStatus == 0 ? 1 : 0), session.Generations.Length);
        }

        TakeImage();
        troupe.ExpectPass();
    }

    private void ExpectHarmless(Troupe troupe, Dictionary<int, Footprint> before, string step)
    {
        troupe.WaitUntilAs(before, mayHaveMore: false, step);
        troupe.WaitUntilAllGoOn(step);
        session.ExpectWholeImages();
        session.ExpectTidying(troupe, before, step);
    }

    /// <summary>Where little time is allowed, a busy machine may need several attempts.</summary>
    private void TakeImage() => Waiting.Until("an image", () => session.User.Run("checkpoint", Troupe.Name).ExitStatus == 0, session.User.Explain);

    private static bool IsGivenUp(CommandResult result) => result.ExitStatus == 125 && result.Errors.Trim().Length > 0;
}
