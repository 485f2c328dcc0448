using Entracte.Coordinator.Actors.Tests.Twins;
using Entracte.Coordinator.Attempts;
using Entracte.ProcessHook;
using Xunit.Abstractions;

namespace Entracte.Coordinator.Actors.Tests;

/// <summary>What stands in the way for a moment only does not end a checkpoint: the computation runs on, and it is tried again.</summary>
public sealed class A_checkpoint_that_must_wait(ITestOutputHelper output) : EntracteTest(output, "entracte.attempt { transient-patience = 1h, transient-pause = 1ms }")
{
    private static readonly Obstacle Passing = new(7, 3, "It is being connected.", "Try again in a moment.", IsTransient: true);
    private static readonly Obstacle Lasting = new(8, 4, "A perf descriptor cannot be captured.", "Close it.");

    [Theory]
    [InlineData(Step.TakeInventory, false)]
    [InlineData(Step.Drain, false)]
    [InlineData(Step.Drain, true)]
    public async Task for_a_moment_is_taken_in_the_end(Step refusing, bool kill)
    {
        var (root, _) = await ComputationAsync();
        var runs = new List<bool>();
        var refusals = 0;
        Host.BeforeStep = (step, _) =>
        {
            if (step == Step.Suspend)
                runs.Add(Host.Processes.All(process => !process.IsSuspended));
            return step == refusing && ++refusals < 4 ? throw new ObstaclesException("the checkpoint was refused", [Passing]) : Task.CompletedTask;
        };

        var result = await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job", Kill = kill });

        Assert.Equal((1, 4), (result.Generation, root.Suspensions));
        Assert.Equal([true, true, true, true], runs);
        Assert.Equal(kill, !root.IsAlive);
        EverybodyRuns();
    }

    [Fact]
    public async Task is_not_tried_again_when_something_else_stands_in_the_way_too()
    {
        var (root, _) = await ComputationAsync();
        Host.BeforeStep = (step, _) => step == Step.TakeInventory ? throw new ObstaclesException("the checkpoint was refused", [Passing, Lasting]) : Task.CompletedTask;

        var failure = await FailureOfAsync();

        Assert.Equal((2, 1), (failure.Obstacles.Length, root.Suspensions));
        EverybodyRuns();
    }

    [Fact]
    public async Task ends_when_what_passed_by_has_become_lasting()
    {
        var (root, _) = await ComputationAsync();
        Host.BeforeStep = (step, _) => step == Step.TakeInventory
            ? throw new ObstaclesException("the checkpoint was refused", [root.Suspensions < 3 ? Passing : Lasting])
            : Task.CompletedTask;

        var failure = await FailureOfAsync();

        Assert.Equal((Lasting.What, 3), (Assert.Single(failure.Obstacles).What, root.Suspensions));
        EverybodyRuns();
    }

    [Fact]
    public async Task is_withdrawn_with_the_one_who_asked()
    {
        await ComputationAsync();
        var events = Entracte.WatchAsync("job");
        using var leaving = new CancellationTokenSource();
        Host.BeforeStep = async (step, _) =>
        {
            if (step != Step.Drain)
                return;
            await leaving.CancelAsync();
            throw new ObstaclesException("the checkpoint was refused", [Passing]);
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" }, leaving.Token));

        // The patience is an hour: only the withdrawal can have ended it.
        Assert.Equal(FailureKind.Cancelled, (await FirstFailureAsync(events)).Failure.Kind);
        EverybodyRuns();
        Host.BeforeStep = (_, _) => Task.CompletedTask;
        Assert.Equal(1, (await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" })).Generation);
    }

    // No query over it: with the packages, the test kit brings System.Linq.Async, whose methods are those of the framework.
    private static async Task<CheckpointFailed> FirstFailureAsync(IAsyncEnumerable<EntracteEvent> events)
    {
        await foreach (var happened in events)
        {
            if (happened is CheckpointFailed failed)
                return failed;
        }

        throw new InvalidOperationException("the stream of events has ended");
    }

    private async Task<Failure> FailureOfAsync()
        => (await Assert.ThrowsAsync<EntracteException>(() => Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" }))).Failure;
}
