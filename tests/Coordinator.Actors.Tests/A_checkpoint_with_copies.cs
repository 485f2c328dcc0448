using Entracte.Coordinator.Actors.Tests.Twins;
using Entracte.Coordinator.Attempts;

namespace Entracte.Coordinator.Actors.Tests;

/// <summary>Its image goes to other nodes while it is being written.</summary>
public sealed class A_checkpoint_with_copies : ClusterTest
{
    [Fact]
    public async Task sends_its_pages_ahead_and_the_rest_when_it_is_committed()
    {
        await BeginAsync();
        members[0].Host.BeforeStep = (step, _) => step == Step.Complete ? CameAheadAsync() : Task.CompletedTask;
        var taken = await CheckpointAsync();
        Assert.Equal((1, 2), (taken.Generation, taken.Copies));
        Assert.Empty(taken.Warnings);
        Assert.Equal(1, Assert.Single(members[1].Stores.Committed).Generation);
        Assert.Empty(members[1].Stores.Ahead);
    }

    [Fact]
    public async Task that_is_given_up_leaves_nothing_there()
    {
        await BeginAsync();
        // Looked at once for both processes: the first one that fails has it thrown away.
        var came = new Lazy<Task>(CameAheadAsync);
        members[0].Host.BeforeStep = async (step, _) =>
        {
            if (step != Step.Complete)
                return;
            await came.Value;
            throw new IOException("the disk is full");
        };
        var thrown = await Assert.ThrowsAsync<EntracteException>(CheckpointAsync);
        Assert.Contains("the disk is full", thrown.Message);
        await UntilAsync(() => members[1].Stores.Ahead.IsEmpty, "what came ahead is thrown away");

        members[0].Host.BeforeStep = (_, _) => Task.CompletedTask;
        Assert.Equal(2, (await CheckpointAsync()).Copies);
    }

    [Fact]
    public async Task has_its_copies_also_where_nothing_can_go_ahead()
    {
        await BeginAsync();
        members[1].Stores.TakingFails = new IOException("not now");
        members[0].Host.BeforeStep = async (step, _) =>
        {
            if (step != Step.Complete)
                return;
            await UntilAsync(() => members[1].Stores.Refused > 0, "it was tried");
            members[1].Stores.TakingFails = null;
        };
        Assert.Equal(2, (await CheckpointAsync()).Copies);
    }

    [Fact]
    public async Task sends_them_ahead_also_when_its_computation_moves()
    {
        await BeginAsync();
        members[0].Host.BeforeStep = (step, _) => step == Step.Complete ? CameAheadAsync() : Task.CompletedTask;
        var moved = await members[0].Entracte.MigrateAsync(new MigrateRequest { Target = "job", To = "second" }).WaitAsync(Patience);
        Assert.Equal(2 * 8192, moved.CarriedBytes);
    }

    [Fact]
    public async Task that_kills_ends_nobody_before_the_copies_are_held()
    {
        await BeginAsync();
        var seen = new List<(Step Step, int Held)>();
        members[0].Host.BeforeStep = (step, _) =>
        {
            seen.Add((step, members[1].Stores.Committed.Count()));
            return Task.CompletedTask;
        };
        var taken = await CheckpointAsync(kill: true);
        Assert.Equal((1, 2, true), (taken.Generation, taken.Copies, taken.Killed));
        Assert.Empty(taken.Warnings);
        Assert.Equal(1, Assert.Single(seen, each => each.Step == Step.Kill).Held);
        Assert.DoesNotContain(members[0].Host.Processes, process => process.IsAlive);
    }

    [Fact]
    public async Task that_kills_lets_everybody_run_on_when_no_copy_can_be_made()
    {
        await BeginAsync();
        members[1].Stores.TakingFails = new IOException("the disk is full");
        var refused = await Assert.ThrowsAsync<EntracteException>(() => CheckpointAsync(kill: true));
        Assert.Equal(FailureKind.NotDurable, refused.Failure.Kind);
        Assert.Contains("generation 1", refused.Message);
        Assert.Contains("of 2 copies there is only 1", refused.Message);
        Assert.Contains("the disk is full", refused.Message);
        Assert.Equal(1, Assert.Single(members[0].Stores.Committed).Generation);
        await RunsOnAsync();
        await StatusAsync(members[0], status => status.Computations is [{ Phase: ComputationPhase.Running, LastGeneration: 1 }]);

        members[1].Stores.TakingFails = null;
        Assert.Equal((2, true), (await CheckpointAsync(kill: true)) is var taken ? (taken.Copies, taken.Killed) : default);
        Assert.DoesNotContain(members[0].Host.Processes, process => process.IsAlive);
    }

    [Fact]
    public async Task that_kills_runs_on_when_its_asker_withdraws_while_it_is_being_copied()
    {
        await BeginAsync();
        members[1].Stores.MustWait = int.MaxValue;
        using var withdrawal = new CancellationTokenSource();
        var asked = members[0].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job", Kill = true }, withdrawal.Token);
        await UntilAsync(() => members[0].Stores.Committed.Any() && members[1].Stores.MustWait < int.MaxValue, "it is committed, and cannot be copied yet");
        Assert.All(members[0].Host.Processes, process => Assert.True(process is { IsAlive: true, IsSuspended: true }));
        await withdrawal.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await RunsOnAsync();
    }

    [Fact]
    public async Task that_moves_counts_the_image_that_it_brings_and_wants_no_more()
    {
        await BeginAsync();
        var moved = await members[0].Entracte.MigrateAsync(new MigrateRequest { Target = "job", To = "second" }).WaitAsync(Patience);
        Assert.Empty(moved.Warnings);
    }

    [Fact]
    public async Task that_moves_does_not_end_where_it_was_before_as_many_copies_are_held_as_it_wants()
    {
        await BeginAsync(copies: 3, "first", "second", "third");
        members[2].Stores.TakingFails = new IOException("the disk is full");
        var refused = await Assert.ThrowsAsync<EntracteException>(() => members[0].Entracte.MigrateAsync(new MigrateRequest { Target = "job", To = "second" }).WaitAsync(Patience));
        Assert.Equal(FailureKind.NotDurable, refused.Failure.Kind);
        Assert.Contains("third", refused.Message);
        await RunsOnAsync();

        members[2].Stores.TakingFails = null;
        var held = -1;
        members[0].Host.BeforeStep = (step, _) =>
        {
            held = step == Step.Kill ? members[2].Stores.Committed.Max(image => image.Generation) : held;
            return Task.CompletedTask;
        };
        var moved = await members[0].Entracte.MigrateAsync(new MigrateRequest { Target = "job", To = "second" }).WaitAsync(Patience);
        Assert.Equal(moved.Generation, held);
    }

    private async Task RunsOnAsync()
    {
        await UntilAsync(() => members[0].Host.Processes.All(process => !process.IsSuspended), "all run on");
        Assert.All(members[0].Host.Processes, process => Assert.True(process.IsAlive));
    }

    private Task<CheckpointResult> CheckpointAsync() => CheckpointAsync(kill: false);

    private Task<CheckpointResult> CheckpointAsync(bool kill) => members[0].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job", Kill = kill }).WaitAsync(Patience);

    private Task BeginAsync() => BeginAsync(copies: 2, "first", "second");

    private async Task BeginAsync(int copies, params string[] names)
    {
        await FormAsync(names);
        await members[0].ComputationAsync("job", "job-id", new StandingOrders { Copies = copies });
        await StatusAsync(members[0], status => status.Computations is [{ Phase: ComputationPhase.Running }]);
    }

    private Task CameAheadAsync() => UntilAsync(() => members[1].Stores.Ahead.Values.Sum() == 2 * 4096, "all pages are with the other node");
}
