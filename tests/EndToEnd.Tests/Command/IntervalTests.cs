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
