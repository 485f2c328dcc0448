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

    private Task<CheckpointResult> CheckpointAsync() => members[0].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" }).WaitAsync(Patience);

    private async Task BeginAsync()
    {
        await FormAsync("first", "second");
        await members[0].ComputationAsync("job", "job-id", new StandingOrders { Copies = 2 });
        await StatusAsync(members[0], status => status.Computations is [{ Phase: ComputationPhase.Running }]);
    }

    private Task CameAheadAsync() => UntilAsync(() => members[1].Stores.Ahead.Values.Sum() == 2 * 4096, "all pages are with the other node");
}
