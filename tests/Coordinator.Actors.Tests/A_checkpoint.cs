using Entracte.Coordinator.Actors.Tests.Twins;
using Entracte.Coordinator.Attempts;
using Xunit.Abstractions;

namespace Entracte.Coordinator.Actors.Tests;

public sealed class A_checkpoint(ITestOutputHelper output) : EntracteTest(output)
{
    [Fact]
    public async Task of_a_running_computation_becomes_an_image_and_everybody_runs_on()
    {
        var (root, status) = await ComputationAsync();

        var result = await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });

        Assert.Equal(status.Id, result.ComputationId);
        Assert.Equal(1, result.Generation);
        Assert.Equal("/images/job/g000001", result.Directory);
        Assert.Equal(3, result.Processes.Length);
        Assert.All(result.Processes, process => Assert.Equal(8192, process.ImageBytes));
        Assert.Equal(3 * 8192, result.SizeBytes);
        Assert.Equal(3, Assert.Single(Stores.Committed).Parts.Length);
        Assert.Equal(1, root.Suspensions);
        EverybodyRuns();
    }

    [Fact]
    public async Task passes_its_barriers_in_order_and_names_them()
    {
        await ComputationAsync();

        var result = await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });

        Assert.Equal(
            ["all-suspended", "all-inventoried", "all-drained", "all-written", "all-refilled", "all-resumed", "all-durable", "all-committed"],
            result.Phases.Select(phase => phase.Barrier));
        Assert.Equal(result.TotalMilliseconds, result.Phases.Sum(phase => phase.Milliseconds), 6);
    }

    [Fact]
    public async Task lets_everybody_run_before_the_disk_has_everything()
    {
        var (root, _) = await ComputationAsync();
        var wasSuspended = true;
        Host.BeforeStep = (step, _) =>
        {
            if (step == Step.Complete)
                wasSuspended = root.IsSuspended;
            return Task.CompletedTask;
        };

        await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });

        Assert.False(wasSuspended);
    }

    [Fact]
    public async Task that_kills_keeps_everybody_suspended_until_the_image_exists_and_then_ends_them()
    {
        var (root, _) = await ComputationAsync();
        var committedAtKill = 0;
        var suspendedAtComplete = false;
        Host.BeforeStep = (step, _) =>
        {
            if (step == Step.Complete)
                suspendedAtComplete = root.IsSuspended;
            if (step == Step.Kill)
                committedAtKill = Stores.Committed.Count();
            return Task.CompletedTask;
        };

        var result = await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job", Kill = true });

        Assert.True(result.Killed);
        Assert.True(suspendedAtComplete);
        Assert.Equal(1, committedAtKill);
        Assert.False(root.IsAlive);
        Assert.Equal(ComputationPhase.Ended, Assert.Single((await Entracte.StatusAsync()).Computations).Phase);
    }

    [Fact]
    public async Task of_a_process_that_nobody_launched_makes_it_a_computation()
    {
        var root = Host.Add();

        var first = await Entracte.CheckpointAsync(new CheckpointRequest { Pid = root.HostPid });
        var second = await Entracte.CheckpointAsync(new CheckpointRequest { Pid = root.HostPid });

        Assert.Equal("simulated", first.Name);
        Assert.Equal(first.ComputationId, second.ComputationId);
        Assert.Equal(2, second.Generation);
    }

    [Fact]
    public async Task keeps_as_many_generations_as_it_was_asked_to()
    {
        await ComputationAsync(keep: 2);

        await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });
        await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });
        var third = await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });

        Assert.Equal([1], third.Removed);
        Assert.Equal([2, 3], Stores.Committed.Select(image => image.Generation));
    }

    [Fact]
    public async Task that_did_not_wait_for_the_disk_takes_no_other_ones_place()
    {
        await ComputationAsync(keep: 2);
        await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });
        await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });

        var third = await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job", NoSync = true });
        Assert.Empty(third.Removed);
        Assert.Equal([1, 2, 3], Stores.Committed.Select(image => image.Generation));

        await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job", NoSync = true });
        var fifth = await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job", NoSync = true });
        Assert.Equal([3], fifth.Removed);
        Assert.Equal([1, 2, 4, 5], Stores.Committed.Select(image => image.Generation));

        var sixth = await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });
        Assert.Equal([1, 4, 5], sixth.Removed);
        Assert.Equal([true, true, false, false, false, true], Stores.Syncs);
    }

    [Fact]
    public async Task that_ends_the_computation_waits_for_the_disk()
    {
        await ComputationAsync();

        var refused = await Assert.ThrowsAsync<EntracteException>(() => Entracte.CheckpointAsync(new CheckpointRequest { Target = "job", Kill = true, NoSync = true }));

        Assert.Equal(FailureKind.Invalid, refused.Failure.Kind);
        Assert.Empty(Stores.Committed);
    }

    [Fact]
    public async Task is_taken_without_being_asked_for_when_the_interval_has_passed()
    {
        await ComputationAsync(intervalSeconds: 0.05);

        AwaitCondition(() => Stores.Committed.Count() >= 3);
    }

    [Fact]
    public async Task of_nobody_is_refused_by_name()
    {
        var refused = await Assert.ThrowsAsync<EntracteException>(() => Entracte.CheckpointAsync(new CheckpointRequest { Target = "nobody" }));

        Assert.Equal(FailureKind.NotFound, refused.Failure.Kind);
        Assert.Contains("nobody", refused.Message);
    }

    [Fact]
    public async Task waits_for_another_one_of_the_same_computation()
    {
        await ComputationAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" })));

        Assert.Equal([1, 2, 3, 4], results.Select(result => result.Generation).Order());
        EverybodyRuns();
    }

    [Fact]
    public async Task is_told_to_those_who_watch()
    {
        var (_, status) = await ComputationAsync();
        await using var events = Entracte.WatchAsync("job").GetAsyncEnumerator();

        await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });

        var seen = new List<EntracteEvent>();
        while (seen.LastOrDefault() is not CheckpointCommitted && await events.MoveNextAsync())
            seen.Add(events.Current);
        Assert.All(seen, happened => Assert.Equal(status.Id, happened.ComputationId));
        Assert.Contains(seen, happened => happened is CheckpointBegan { ByInterval: false });
        Assert.Contains(seen, happened => happened is BarrierPassed { Barrier: "all-drained" });
    }
}
