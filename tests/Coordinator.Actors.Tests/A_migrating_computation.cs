using Entracte.Coordinator.Actors.Tests.Twins;
using Entracte.Coordinator.Attempts;

namespace Entracte.Coordinator.Actors.Tests;

/// <summary>Goes on on other nodes, and is on its own ones when that fails.</summary>
public sealed class A_migrating_computation : ClusterTest
{
    [Fact]
    public async Task stands_still_until_the_other_side_is_complete_ends_and_goes_on_there()
    {
        await FormAsync("first", "second");
        await members[0].ComputationAsync("job", "job-id");
        await RootsAsync(1);
        var seen = new List<(Step, bool SourceStands, bool SourceLives)>();
        members[1].Host.AfterStep = (step, _) => seen.Add((step, members[0].Host.Processes.All(process => process.IsSuspended), members[0].Host.Processes.All(process => process.IsAlive)));

        var moved = await members[1].Entracte.MigrateAsync(new MigrateRequest { Target = "job", To = "second" });

        Assert.Equal(("job-id", 1), (moved.ComputationId, moved.Generation));
        Assert.Equal(["first"], moved.From);
        Assert.Equal(["second"], moved.To);
        Assert.Equal("second", Assert.Single(moved.Processes).Node);
        Assert.Equal(2 * 8192, moved.CarriedBytes);
        Assert.All(seen.Where(each => each.Item1 != Step.Run), each => Assert.True(each.SourceStands && each.SourceLives, $"{each}"));
        Assert.False(seen.Single(each => each.Item1 == Step.Run).SourceLives);
        await StatusAsync(members[0], status => status.Computations is [{ Phase: ComputationPhase.Running, Roots: [{ Node: "second" }], LastGeneration: 1 }]);
        var next = await members[0].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });
        Assert.Equal(("second", 2), (Assert.Single(next.Processes).Node, next.Generation));
        Assert.Equal([1, 2], members[1].Stores.Committed.Select(image => image.Generation));
    }

    [Theory]
    [InlineData(Step.Verify)]
    [InlineData(Step.OpenDescriptors)]
    [InlineData(Step.RebuildThreads)]
    public async Task runs_on_from_its_own_memory_when_the_target_cannot_take_it(Step failing)
    {
        await FormAsync("first", "second");
        await members[0].ComputationAsync("job", "job-id");
        await RootsAsync(1);
        members[1].Host.BeforeStep = (step, _) => step == failing ? throw new IOException("a file is missing") : Task.CompletedTask;

        var refused = await Assert.ThrowsAsync<EntracteException>(() => members[0].Entracte.MigrateAsync(new MigrateRequest { Target = "job", To = "second" }));

        Assert.Contains("a file is missing", refused.Message);
        await RunsOnWhereItWasAsync();
        members[1].Host.BeforeStep = (_, _) => Task.CompletedTask;
        Assert.Equal(2, (await members[0].Entracte.MigrateAsync(new MigrateRequest { Target = "job", To = "second" })).Generation);
    }

    [Fact]
    public async Task runs_on_when_its_image_does_not_get_there()
    {
        await FormAsync("first", "second");
        await members[0].ComputationAsync("job", "job-id");
        await RootsAsync(1);
        members[1].Stores.TakingFails = new IOException("the disk is full");

        var refused = await Assert.ThrowsAsync<EntracteException>(() => members[0].Entracte.MigrateAsync(new MigrateRequest { Target = "job", To = "second" }));

        Assert.Contains("the disk is full", refused.Message);
        Assert.Empty(members[1].Stores.Committed);
        await RunsOnWhereItWasAsync();
    }

    [Fact]
    public async Task is_restarted_where_it_was_when_the_target_fails_just_when_it_shall_run()
    {
        await FormAsync("first", "second");
        await members[0].ComputationAsync("job", "job-id");
        await RootsAsync(1);
        members[1].Host.BeforeStep = (step, _) => step == Step.Run ? throw new IOException("not now") : Task.CompletedTask;

        var refused = await Assert.ThrowsAsync<EntracteException>(() => members[0].Entracte.MigrateAsync(new MigrateRequest { Target = "job", To = "second" }));

        Assert.Contains("not now; it was restarted where it was", refused.Message);
        await StatusAsync(members[0], status => status.Computations is [{ Phase: ComputationPhase.Running, Roots: [{ Node: "first" }] }]);
        Assert.Single(members[0].Host.Processes, process => process.IsAlive);
        Assert.DoesNotContain(members[1].Host.Processes, process => process.IsAlive);
        Assert.Equal(2, (await members[1].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" })).Generation);
    }

    [Fact]
    public async Task whose_asker_withdraws_runs_on()
    {
        await FormAsync("first", "second");
        await members[0].ComputationAsync("job", "job-id");
        await RootsAsync(1);
        using var withdrawal = new CancellationTokenSource();
        members[1].Host.BeforeStep = async (step, cancellation) =>
        {
            if (step != Step.Verify)
                return;
            await withdrawal.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellation);
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => members[0].Entracte.MigrateAsync(new MigrateRequest { Target = "job", To = "second" }, withdrawal.Token));

        await RunsOnWhereItWasAsync();
    }

    [Fact]
    public async Task runs_on_when_the_target_is_lost()
    {
        await FormAsync("first", "second", "third");
        await members[0].ComputationAsync("job", "job-id");
        await RootsAsync(1);
        members[2].Host.BeforeStep = (step, _) => step == Step.RebuildMemory ? members[2].System.Terminate() : Task.CompletedTask;

        var refused = await Assert.ThrowsAsync<EntracteException>(() => members[0].Entracte.MigrateAsync(new MigrateRequest { Target = "job", To = "third" }));

        Assert.Equal(FailureKind.NodeLost, refused.Failure.Kind);
        await RunsOnWhereItWasAsync();
    }

    [Fact]
    public async Task of_several_nodes_moves_in_part_and_the_others_begin_anew_with_it()
    {
        await FormAsync("first", "second", "third");
        await members[0].ComputationAsync("job", "job-id");
        await members[1].ComputationAsync("job", "job-id");
        await RootsAsync(2);

        var moved = await members[0].Entracte.MigrateAsync(new MigrateRequest { Target = "job", Map = ["first=third"] });

        Assert.Equal(["first", "second"], moved.From);
        Assert.Equal(["second", "third"], moved.To);
        Assert.Equal(["second", "third"], moved.Processes.Select(process => process.Node).Order());
        Assert.DoesNotContain(members[0].Host.Processes, process => process.IsAlive);
        Assert.Single(members[1].Host.Processes, process => process.IsAlive);
        await StatusAsync(members[0], status => status.Computations is [{ Phase: ComputationPhase.Running, Roots.Length: 2 }]);

        members[0].Host.BeforeStep = (step, _) => step == Step.Verify ? throw new IOException("a port is taken") : Task.CompletedTask;
        var before = members[1].Host.Processes.Single(process => process.IsAlive);
        var refused = await Assert.ThrowsAsync<EntracteException>(() => members[0].Entracte.MigrateAsync(new MigrateRequest { Target = "job", Map = ["third=first"] }));
        Assert.Contains("a port is taken", refused.Message);
        await UntilAsync(() => !before.IsSuspended, "it runs on");
        Assert.True(before.IsAlive);
    }

    [Theory]
    [InlineData("first=second+third", "second,third")]
    [InlineData("first=first+third", "first,third")]
    public async Task of_one_node_is_spread_over_several(string map, string nodes)
    {
        await FormAsync("first", "second", "third");
        await members[0].ComputationAsync("job", "job-id");
        await RootsAsync(1);
        string[] targets = nodes.Split(',');

        var moved = await members[1].Entracte.MigrateAsync(new MigrateRequest { Target = "job", Map = [map] });

        Assert.Equal(["first"], moved.From);
        Assert.Equal(targets, moved.To);
        Assert.Equal(targets, moved.Processes.Select(process => process.Node).Order());
        Assert.Equal(["first/1:2", "first/2:2"], members[2].Host.OffersTold.Select(offer => offer.AwaitedNode).Order());
        await StatusAsync(members[0], status => status.Computations is [{ Phase: ComputationPhase.Running, Roots.Length: 2 }]);
        var back = await members[0].Entracte.MigrateAsync(new MigrateRequest { Target = "job", To = "second" });
        Assert.Equal("second", Assert.Single(back.Processes).Node);
    }

    [Fact]
    public async Task of_several_nodes_goes_to_one_where_a_checkpoint_of_its_name_is_still_being_written()
    {
        await FormAsync("first", "second", "third");
        await members[0].ComputationAsync("job", "job-id");
        await members[1].ComputationAsync("job", "job-id");
        await RootsAsync(2);
        members[2].Stores.MustWait = 3;

        var moved = await members[1].Entracte.MigrateAsync(new MigrateRequest { Target = "job", To = "third" });

        Assert.Equal(2 * 2 * 8192, moved.CarriedBytes);
        Assert.All(moved.Processes, process => Assert.Equal("third", process.Node));
        Assert.DoesNotContain(members[0].Host.Processes.Concat(members[1].Host.Processes), process => process.IsAlive);
    }

    private Task<SystemStatus> RootsAsync(int count) => StatusAsync(
        members[0], status => status.Computations is [{ Phase: ComputationPhase.Running } computation] && computation.Roots.Length == count);

    private async Task RunsOnWhereItWasAsync()
    {
        await UntilAsync(() => members[0].Host.Processes.All(process => process is { IsAlive: true, IsSuspended: false }), "the source runs on");
        await UntilAsync(() => !members[^1].Host.Processes.Any(process => process.IsAlive), "nothing is left at the target");
        await StatusAsync(members[0], status => status.Computations is [{ Phase: ComputationPhase.Running, Roots: [{ Node: "first" }] }]);
    }
}
