using Entracte.Coordinator.Actors.Tests.Twins;
using Entracte.Coordinator.Attempts;
using Entracte.ProcessHook;
using Xunit.Abstractions;

namespace Entracte.Coordinator.Actors.Tests;

/// <summary>Whatever goes wrong at whatever step: everybody runs on, no image is left, the reason is told, and the next checkpoint works.</summary>
public sealed class A_checkpoint_that_fails(ITestOutputHelper output) : EntracteTest(output)
{
    private static readonly Step[] Steps =
        [Step.Suspend, Step.TakeInventory, Step.Drain, Step.Write, Step.Refill, Step.Resume, Step.Complete];

    public static IEnumerable<object[]> StepsOfBoth =>
    [
        .. Route.Checkpoint.Steps.Except([Step.Commit]).Select(step => (object[])[step, false]),
        .. Route.CheckpointAndKill.Steps.Except([Step.Commit, Step.Kill]).Select(step => (object[])[step, true]),
    ];

    [Theory]
    [MemberData(nameof(StepsOfBoth))]
    public async Task because_a_step_breaks_leaves_everything_as_it_was(Step broken, bool kill)
    {
        await ComputationAsync();
        Host.BeforeStep = (step, _) => step == broken ? throw new IOException("the wire is cut") : Task.CompletedTask;

        var failure = await FailureOfAsync(new CheckpointRequest { Target = "job", Kill = kill });

        Assert.Contains("the wire is cut", failure.Reason);
        Assert.Equal(Attempts.Steps.Barrier(broken), failure.Barrier);
        await WorksAgainAsync();
    }

    [Fact]
    public async Task because_a_member_dies_names_it()
    {
        await ComputationAsync();
        var victim = Host.Processes.Last();
        Host.BeforeStep = (step, _) =>
        {
            if (step == Step.Drain)
                victim.IsAlive = false;
            return Task.CompletedTask;
        };

        var failure = await FailureOfAsync(new CheckpointRequest { Target = "job" });

        Assert.Equal(FailureKind.ProcessEnded, failure.Kind);
        Assert.Contains($"process {victim.HostPid}", failure.Reason);
        await WorksAgainAsync();
    }

    [Fact]
    public async Task because_of_obstacles_names_all_of_them_with_their_node()
    {
        await ComputationAsync();
        Obstacle[] obstacles = [new(7, 3, "A perf descriptor cannot be captured.", "Close it."), new(8, null, "It is traced.", "End the debugger.")];
        Host.BeforeStep = (step, _) => step == Step.TakeInventory ? throw new ObstaclesException("the checkpoint was refused", obstacles) : Task.CompletedTask;

        var failure = await FailureOfAsync(new CheckpointRequest { Target = "job" });

        Assert.Equal(FailureKind.Obstacles, failure.Kind);
        Assert.Equal([("here", 7, 3), ("here", 8, (int?)null)], failure.Obstacles.Select(obstacle => (obstacle.Node, obstacle.Pid, obstacle.Descriptor)));
        await WorksAgainAsync();
    }

    [Fact]
    public async Task because_the_store_cannot_be_written_suspends_nobody()
    {
        var (root, _) = await ComputationAsync();
        Stores.BeginFails = new IOException("No space left on device");

        var failure = await FailureOfAsync(new CheckpointRequest { Target = "job" });

        Assert.Equal(FailureKind.StoreFailed, failure.Kind);
        Assert.Contains("No space left on device", failure.Reason);
        Assert.Equal(0, root.Suspensions);
        Stores.BeginFails = null;
        await WorksAgainAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task because_it_cannot_be_committed_kills_nobody(bool kill)
    {
        var (root, _) = await ComputationAsync();
        Stores.CommitFails = new IOException("Input/output error");

        var failure = await FailureOfAsync(new CheckpointRequest { Target = "job", Kill = kill });

        Assert.Equal("all-committed", failure.Barrier);
        Assert.True(root.IsAlive);
        Stores.CommitFails = null;
        await WorksAgainAsync();
    }

    [Fact]
    public async Task only_to_kill_leaves_the_image_and_lets_everybody_run()
    {
        var (root, _) = await ComputationAsync();
        Host.BeforeStep = (step, _) => step == Step.Kill ? throw new IOException("no such luck") : Task.CompletedTask;

        var result = await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job", Kill = true });

        Assert.False(result.Killed);
        Assert.Contains("no such luck", Assert.Single(result.Warnings));
        Assert.True(root.IsAlive);
        Host.BeforeStep = (_, _) => Task.CompletedTask;
        EverybodyRuns();
        Assert.Equal(2, (await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" })).Generation);
    }

    [Fact]
    public async Task because_the_one_who_asked_has_left_is_undone()
    {
        await ComputationAsync();
        using var leaving = new CancellationTokenSource();
        Host.BeforeStep = async (step, cancellation) =>
        {
            if (step != Step.Write)
                return;
            await leaving.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellation);
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" }, leaving.Token));

        await WorksAgainAsync();
    }

    [Fact]
    public async Task because_the_computation_is_killed_meanwhile_makes_way()
    {
        var (root, _) = await ComputationAsync();
        var written = new TaskCompletionSource();
        Host.BeforeStep = async (step, cancellation) =>
        {
            if (step != Step.Write)
                return;
            written.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellation);
        };
        var checkpoint = FailureOfAsync(new CheckpointRequest { Target = "job" });
        await written.Task;

        var killed = await Entracte.KillAsync(new KillRequest { Target = "job" });

        Assert.Equal(3, killed.HostPids.Length);
        Assert.False(root.IsAlive);
        Assert.Contains("is being killed", (await checkpoint).Reason);
        Assert.Empty(Stores.Committed);
    }

    [Fact]
    public void has_a_test_for_every_step()
        => Assert.Equal(Route.Checkpoint.Steps.Except([Step.Commit]), Steps);

    private async Task<Failure> FailureOfAsync(CheckpointRequest request)
        => (await Assert.ThrowsAsync<EntracteException>(() => Entracte.CheckpointAsync(request))).Failure;

    private async Task WorksAgainAsync()
    {
        EverybodyRuns();
        Assert.Empty(Stores.Committed);
        Host.BeforeStep = (_, _) => Task.CompletedTask;
        var result = await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });
        Assert.Equal(1, result.Generation);
        EverybodyRuns();
    }
}
