using Entracte.Coordinator.Actors.Tests.Twins;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Checkpoints;
using Xunit.Abstractions;

namespace Entracte.Coordinator.Actors.Tests;

/// <summary>Every wait has an end, and says at it who was awaited.</summary>
public sealed class A_wait(ITestOutputHelper output) : TimeTest(output)
{
    public static IEnumerable<object[]> StepsOfBoth =>
    [
        .. Route.Checkpoint.Steps.Except([Step.Commit]).Select(step => (object[])[step, false]),
        .. Route.CheckpointAndKill.Steps.Except([Step.Commit, Step.Kill]).Select(step => (object[])[step, true]),
    ];

    [Theory]
    [MemberData(nameof(StepsOfBoth))]
    public async Task for_a_host_that_does_not_answer_ends_at_every_step(Step slow, bool kill)
    {
        await ComputationAsync();
        var reached = Hang(slow);
        var checkpoint = Entracte.CheckpointAsync(new CheckpointRequest { Target = "job", Kill = kill });
        await reached;

        await PassUntilAsync(checkpoint);

        var failure = (await Assert.ThrowsAsync<EntracteException>(() => checkpoint)).Failure;
        Assert.Equal(FailureKind.TimedOut, failure.Kind);
        Assert.Equal($"{Steps.Barrier(slow)} was not reached in time: no answer from here", failure.Reason);
        EverybodyRuns();
        Assert.Empty(Stores.Committed);
        Host.BeforeStep = (_, _) => Task.CompletedTask;
        Assert.Equal(1, (await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" })).Generation);
    }

    [Fact]
    public async Task for_a_host_that_cannot_even_be_stopped_ends_as_well_and_it_is_undone_when_it_can_be()
    {
        var (root, _) = await ComputationAsync();
        using var stuck = new ManualResetEventSlim();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Host.BeforeStep = (step, _) => step == Step.Drain ? HangInTheKernel() : Task.CompletedTask;
        var checkpoint = Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });
        await reached.Task;

        await PassUntilAsync(checkpoint);

        var failure = (await Assert.ThrowsAsync<EntracteException>(() => checkpoint)).Failure;
        Assert.Contains("here did not confirm in time that everything runs on there", failure.Reason);
        Assert.True(root.IsSuspended);
        stuck.Set();
        EverybodyRuns();

        // A kernel call does not hear of cancellations.
        Task HangInTheKernel() => Task.Factory.StartNew(
            () =>
            {
                reached.SetResult();
                stuck.Wait();
            },
            TaskCreationOptions.LongRunning);
    }

    [Fact]
    public async Task for_a_husk_that_does_not_come_ends()
    {
        await ComputationAsync();
        await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job", Kill = true });
        Host.HusksCome = false;
        var ticket = await Entracte.PrepareRestartAsync(new RestartRequest { Target = "job" });

        var completion = Entracte.RestartCompletionAsync(ticket.RestartId);
        await PassUntilAsync(completion);

        var refused = await Assert.ThrowsAsync<EntracteException>(() => completion);
        Assert.Equal(FailureKind.TimedOut, refused.Failure.Kind);
        Assert.Contains("all-invited", refused.Message);
    }

    [Fact]
    public async Task for_a_coordinator_that_fell_silent_ends_with_everybody_running()
    {
        var (root, status) = await ComputationAsync();
        var epoch = (await Entracte.StatusAsync()).Epoch;
        var key = new AttemptKey { Epoch = epoch, ComputationId = status.Id, Generation = 1, Serial = 1000, Kind = RouteKind.Checkpoint };

        // From a coordinator that is never heard of again.
        Entracte.Door.Tell(new BeginCut { Key = key, Name = "job", ImagesDirectory = "/images", RootHostPids = [root.HostPid] }, TestActor);
        ExpectMsg<StepReached>();
        Assert.True(root.IsSuspended);
        await PassUntilAsync(Task.Run(() => AwaitCondition(() => !root.IsSuspended)));

        Assert.Contains("nothing was heard from the coordinator", ExpectMsg<StepBroke>().Failure.Reason);
        EverybodyRuns();
    }

    [Fact]
    public async Task for_the_next_checkpoint_is_as_long_as_the_interval()
    {
        await using var events = Entracte.WatchAsync().GetAsyncEnumerator();
        await ComputationAsync(intervalSeconds: 600);
        while (await events.MoveNextAsync() && events.Current is not ComputationAppeared)
            continue;
        Pass(TimeSpan.FromSeconds(598));
        Assert.Empty(Stores.Committed);

        Pass(TimeSpan.FromSeconds(3));
        AwaitAssert(() => Assert.Single(Stores.Committed));
    }

    private Task Hang(Step slow)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Host.BeforeStep = (step, cancellation) =>
        {
            if (step != slow)
                return Task.CompletedTask;
            reached.TrySetResult();
            return Task.Delay(Timeout.Infinite, cancellation);
        };
        return reached.Task;
    }
}
