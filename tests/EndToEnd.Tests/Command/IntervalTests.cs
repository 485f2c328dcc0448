using Entracte.EndToEnd.Tests.Harness;
using Entracte.Victims;

namespace Entracte.EndToEnd.Tests.Command;

/// <summary>Checkpoints that nobody orders.</summary>
public sealed class IntervalTests(UserSession session) : IClassFixture<UserSession>
{
    [Fact]
    public void Checkpoints_come_by_themselves_under_the_first_agent_the_next_one_and_after_a_restart_and_only_the_last_ones_stay()
    {
        var question = session.PathOf("question");
        var program = session.StartUnknown("regular", Binaries.Command, "launch", "--name", "regular", "--images", session.Images, "--interval", "0.2s", "--keep", "2", "--",
            VictimPrograms.PathOf("registers_general"), question);
        program.WaitForOutput("ready");
        WaitForGenerationsAfter(0);
        session.Succeed("stop");
        WaitForGenerationsAfter(Last());
        program.Kill();
        // As after a crash of the machine: nobody remembers the launch, only the image does.
        session.Succeed("stop");

        program = session.Restart("regular", program);
        session.WaitUntilRunning("regular", program);
        WaitForGenerationsAfter(Last());
        Assert.Equal(0.2, (double?)session.Status("regular")!["intervalSeconds"]);
        File.WriteAllText(question, "");
        program.WaitForOutput("pass");
        program.ExpectEnd();
        // The one that was under way when the program ended is gone, or complete.
        session.Succeed("status");
        Assert.InRange(Generations().Count, 1, 3);
        session.Succeed("verify", Path.Combine(session.Images, "regular"));
    }

    [Fact]
    public void An_interval_that_is_chosen_follows_from_what_a_checkpoint_has_cost_and_is_chosen_in_the_next_life_as_well()
    {
        var question = session.PathOf("chosen");
        var program = session.StartUnknown(
            "chosen", Binaries.Command, "launch", "--name", "chosen", "--images", session.Images, "--interval", "auto", "--", VictimPrograms.PathOf("registers_general"), question);
        program.WaitForOutput("ready");
        Assert.Equal((true, 60), Chosen());
        session.CheckpointAndKill("chosen", program);
        session.Succeed("stop");

        program = session.Restart("chosen", program);
        session.WaitUntilRunning("chosen", program);
        Assert.Equal((true, 60), Chosen());
        // A checkpoint of a day would make it half a day; one of a second makes it some minutes.
        session.Checkpoint("chosen");
        Assert.True(Chosen() is (true, >= 10 and < 43200 and not 60), $"{Chosen()}");
        File.WriteAllText(question, "");
        program.ExpectEnd();
    }

    [Fact]
    public void A_failure_that_was_seen_makes_the_chosen_interval_shorter_and_is_remembered_by_the_next_agent()
    {
        var question = session.PathOf("failed");
        var program = session.StartUnknown(
            "failed", Binaries.Command, "launch", "--name", "failed", "--images", session.Images, "--interval", "auto", "--", VictimPrograms.PathOf("registers_general"), question);
        program.WaitForOutput("ready");
        session.Checkpoint("failed");
        var before = session.Status("failed")!["intervalBasis"]!;
        Assert.Equal(0, (int)before["failures"]!);
        Assert.True((double)before["costSeconds"]! > 0, $"{before}");
        Assert.InRange((double)before["failuresPerDay"]!, 0.9, 1);
        var notes = Path.Combine(session.PathOf("state"), "entracte", "service", $"{Environment.MachineName}.json");
        Waiting.Until("it is written down that computations run here", () => File.Exists(notes) && File.ReadAllText(notes).Contains("\"isOccupied\":true"), session.Explain);
        session.Succeed("stop");
        // As it looks to the agent that is started after the machine.
        File.WriteAllText(notes, File.ReadAllText(notes).Replace(File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim(), "an earlier life of the machine"));

        for (var agents = 0; agents < 2; agents++)
        {
            Waiting.Until("the failure is known", () => session.Status("failed")?["intervalBasis"]?["failures"] is { } failures && (int)failures == 1, session.Explain);
            Assert.InRange((double)session.Status("failed")!["intervalBasis"]!["failuresPerDay"]!, 1.9, 2);
            Waiting.Until("it is written down", () => File.ReadAllText(notes).Contains("\"failures\":1"), session.Explain);
            session.Succeed("stop");
        }

        session.Succeed("status");
        File.WriteAllText(question, "");
        program.ExpectEnd();
    }

    private (bool, double) Chosen() => session.Status("chosen")! is var status ? ((bool)status["automaticInterval"]!, (double)status["intervalSeconds"]!) : default;

    private void WaitForGenerationsAfter(int generation)
        => Waiting.Until($"two generations after {generation}", () => session.Status("regular") is not null && Last() >= generation + 2, session.Explain);

    private int Last() => Generations().LastOrDefault();

    private List<int> Generations()
    {
        var folder = Path.Combine(session.Images, "regular");
        return !Directory.Exists(folder)
            ? []
            : [.. Directory.GetDirectories(folder).Where(path => File.Exists(Path.Combine(path, "inventory.img"))).Select(path => int.Parse(Path.GetFileName(path)[1..])).Order()];
    }
}
