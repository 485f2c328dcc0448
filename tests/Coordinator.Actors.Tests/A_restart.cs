using Entracte.Coordinator.Actors.Tests.Twins;
using Entracte.Coordinator.Attempts;
using Xunit.Abstractions;

namespace Entracte.Coordinator.Actors.Tests;

public sealed class A_restart(ITestOutputHelper output) : EntracteTest(output)
{
    public static TheoryData<Step> Steps => [.. Route.Restart.Steps];

    [Fact]
    public async Task by_name_brings_the_latest_image_back_and_it_can_be_checkpointed_again()
    {
        var id = await EndedAsync();

        var result = await Entracte.RestartAsync(new RestartRequest { Target = "job" });

        Assert.Equal((id, "job", 1), (result.ComputationId, result.Name, result.Generation));
        Assert.Equal(
            ["all-verified", "all-invited", "all-created", "all-opened", "all-connected", "all-queues-refilled", "all-rebuilt", "all-restored", "all-running"],
            result.Phases.Select(phase => phase.Barrier));
        var again = await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });
        Assert.Equal((id, 2), (again.ComputationId, again.Generation));
        EverybodyRuns();
    }

    [Fact]
    public async Task hands_a_ticket_to_whoever_wants_to_start_the_husk_and_tells_its_end_by_id()
    {
        await EndedAsync();

        var ticket = await Entracte.PrepareRestartAsync(new RestartRequest { Target = "/images/job" });
        var result = await Entracte.RestartCompletionAsync(ticket.RestartId);

        Assert.Equal("/run/husk", ticket.Program);
        Assert.Equal(["husk", ticket.RestartId], ticket.Arguments);
        Assert.Equal(ticket.RestartId, result.RestartId);
        Assert.Equal(result.Processes, (await Entracte.RestartCompletionAsync(ticket.RestartId)).Processes);
        EverybodyRuns();
    }

    [Fact]
    public async Task by_directory_of_a_computation_that_nobody_knows_makes_it_known()
    {
        var place = Stores.At("/elsewhere");
        using (var image = place.Begin("other", 7))
            image.Commit(new() { ComputationId = "made-elsewhere", Name = "other", Generation = 7 });

        var result = await Entracte.RestartAsync(new RestartRequest { Target = "/elsewhere/other/g000007" });

        Assert.Equal("made-elsewhere", result.ComputationId);
        var again = await Entracte.CheckpointAsync(new CheckpointRequest { Target = "other" });
        Assert.Equal("/elsewhere/other/g000008", again.Directory);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task that_breaks_at_any_step_leaves_no_process_and_tells_the_husk_why(Step broken)
    {
        await EndedAsync();
        Host.BeforeStep = (step, _) => step == broken ? throw new IOException("the wire is cut") : Task.CompletedTask;

        var refused = await Assert.ThrowsAsync<EntracteException>(() => Entracte.RestartAsync(new RestartRequest { Target = "job" }));

        Assert.Contains("the wire is cut", refused.Message);
        AwaitAssert(() => Assert.DoesNotContain(Host.Processes, process => process.IsAlive));
        Assert.Contains(Host.FailuresTold, told => told.Contains("the wire is cut"));
        Host.BeforeStep = (_, _) => Task.CompletedTask;
        await Entracte.RestartAsync(new RestartRequest { Target = "job" });
        EverybodyRuns();
    }

    [Fact]
    public async Task of_what_still_runs_is_refused()
    {
        await ComputationAsync();
        await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });

        var refused = await Assert.ThrowsAsync<EntracteException>(() => Entracte.RestartAsync(new RestartRequest { Target = "job" }));

        Assert.Equal(FailureKind.Busy, refused.Failure.Kind);
        Assert.Contains("still running", refused.Message);
    }

    [Fact]
    public async Task right_after_the_program_has_ended_by_itself_is_granted()
    {
        var (root, _) = await ComputationAsync(children: 0);
        await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });
        root.IsAlive = false;

        await Entracte.RestartAsync(new RestartRequest { Target = "job" });

        EverybodyRuns();
    }

    [Theory]
    [InlineData("nobody", "There is no image of 'nobody'")]
    [InlineData("/images/nobody", "There is no image of 'nobody'")]
    public async Task of_nothing_says_that_there_is_nothing(string target, string expected)
    {
        var refused = await Assert.ThrowsAsync<EntracteException>(() => Entracte.RestartAsync(new RestartRequest { Target = target }));

        Assert.Equal(FailureKind.NotFound, refused.Failure.Kind);
        Assert.Contains(expected, refused.Message);
    }

    [Fact]
    public async Task that_was_never_prepared_is_not_known_by_its_id()
    {
        var refused = await Assert.ThrowsAsync<EntracteException>(() => Entracte.RestartCompletionAsync("nothing"));

        Assert.Equal(FailureKind.NotFound, refused.Failure.Kind);
    }

    private async Task<string> EndedAsync()
    {
        await ComputationAsync();
        var result = await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job", Kill = true });
        Assert.True(result.Killed);
        return result.ComputationId;
    }
}
