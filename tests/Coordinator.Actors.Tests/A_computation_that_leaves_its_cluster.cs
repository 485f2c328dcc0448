using Entracte.Coordinator.Actors.Tests.Twins;
using Entracte.Coordinator.Attempts;

namespace Entracte.Coordinator.Actors.Tests;

/// <summary>Goes on in another cluster, with a coordinator of its own, or where it was; never in both.</summary>
public sealed class A_computation_that_leaves_its_cluster : ClusterTest
{
    private const string Impatient = """
        entracte.attempt.silence-max = 3s
        entracte.copy { silence = 2s, patience = 4s }
        entracte.coordinator.answer-timeout = 4s
        """;

    [Fact]
    public async Task stands_still_until_it_is_complete_there_and_belongs_to_that_cluster_then()
    {
        await BeginAsync(["first"], ["first", "other"]);
        var seen = new List<(Step, bool SourceStands, bool SourceLives)>();
        others[1].Host.AfterStep = (step, _) => seen.Add((step, members[0].Host.Processes.All(process => process.IsSuspended), members[0].Host.Processes.All(process => process.IsAlive)));

        var moved = await MoveAsync(new MigrateRequest { To = "other" });

        Assert.Equal(("job-id", 1), (moved.ComputationId, moved.Generation));
        Assert.Equal(["first"], moved.From);
        Assert.Equal([$"other@{others[1].Place}"], moved.To);
        Assert.Equal(2 * 8192, moved.CarriedBytes);
        Assert.All(seen.Where(each => each.Item1 != Step.Run), each => Assert.True(each.SourceStands && each.SourceLives, $"{each}"));
        Assert.False(seen.Single(each => each.Item1 == Step.Run).SourceLives);
        await StatusAsync(members[0], status => status.Computations is [{ Phase: ComputationPhase.Ended, Roots: [] }]);
        await StatusAsync(others[0], status => status.Computations is [{ Name: "job", Id: "job-id", Phase: ComputationPhase.Running, Roots: [{ Node: "other" }] }]);
        Assert.Equal(2, (await others[0].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" })).Generation);

        // And back, to a node of the same name as one of those that it leaves.
        var back = await others[0].Entracte.MigrateAsync(new MigrateRequest { Target = "job", ToCluster = members[0].Place }).WaitAsync(Patience);
        Assert.Equal([$"first@{members[0].Place}"], back.To);
        Assert.Equal(3, back.Generation);
        await StatusAsync(members[0], status => status.Computations is [{ Phase: ComputationPhase.Running, Roots: [{ Node: "first" }] }]);
        Assert.DoesNotContain(others[1].Host.Processes, process => process.IsAlive);
    }

    [Fact]
    public async Task of_several_nodes_goes_where_the_map_says_and_all_of_it()
    {
        await BeginAsync(["first", "second"], ["third", "fourth"]);

        var moved = await MoveAsync(new MigrateRequest { Map = ["first=fourth", "second=third"], ToDirectory = "/elsewhere" });

        Assert.Equal(["fourth", "third"], moved.Processes.Select(process => process.Node).Order());
        Assert.DoesNotContain(members.SelectMany(member => member.Host.Processes), process => process.IsAlive);
        await StatusAsync(others[1], status => status.Computations is [{ Phase: ComputationPhase.Running, Roots.Length: 2, ImagesDirectory: "/elsewhere" }]);
    }

    [Theory]
    [InlineData(Step.Verify)]
    [InlineData(Step.RebuildThreads)]
    public async Task runs_on_from_its_own_memory_when_the_other_cluster_cannot_take_it(Step failing)
    {
        await BeginAsync(["first"], ["other"]);
        others[0].Host.BeforeStep = (step, _) => step == failing ? throw new IOException("a file is missing") : Task.CompletedTask;

        Assert.Contains("a file is missing", (await RefusedAsync()).Reason);
        await RunsOnWhereItWasAsync();
        others[0].Host.BeforeStep = (_, _) => Task.CompletedTask;
        Assert.Equal(2, (await MoveAsync(new MigrateRequest())).Generation);
    }

    [Fact]
    public async Task is_restarted_where_it_was_when_the_other_cluster_says_that_it_could_not_let_it_run()
    {
        await BeginAsync(["first"], ["other"]);
        others[0].Host.BeforeStep = (step, _) => step == Step.Run ? throw new IOException("not now") : Task.CompletedTask;

        Assert.Contains("not now; it was restarted where it was", (await RefusedAsync()).Reason);
        await StatusAsync(members[0], status => status.Computations is [{ Phase: ComputationPhase.Running, Roots: [{ Node: "first" }] }]);
        Assert.Single(members[0].Host.Processes, process => process.IsAlive);
        Assert.DoesNotContain(others[0].Host.Processes, process => process.IsAlive);
    }

    [Fact]
    public async Task runs_on_when_the_other_cluster_falls_silent_before_it_was_told_to_let_it_run()
    {
        await BeginAsync(["first"], ["other"]);
        others[0].Host.BeforeStep = (step, _) => step == Step.RebuildMemory ? others[0].System.Terminate() : Task.CompletedTask;

        Assert.Equal(FailureKind.NodeLost, (await RefusedAsync()).Kind);
        await RunsOnWhereItWasAsync();
    }

    [Fact]
    public async Task is_not_restarted_where_it_was_when_nobody_says_whether_it_runs_there()
    {
        await BeginAsync(["first"], ["other"]);
        others[0].Host.BeforeStep = (step, _) => step == Step.Run ? others[0].System.Terminate() : Task.CompletedTask;

        var failure = await RefusedAsync();

        Assert.Equal(FailureKind.NodeLost, failure.Kind);
        Assert.Contains("only if it does not run, restart it from generation 1", failure.Reason);
        await StatusAsync(members[0], status => status.Computations is [{ Phase: ComputationPhase.Ended }]);
        Assert.DoesNotContain(members[0].Host.Processes, process => process.IsAlive);
    }

    [Fact]
    public async Task is_taken_down_there_when_its_own_cluster_falls_silent_and_was_never_let_run()
    {
        await BeginAsync(["first"], ["other"]);
        var ran = false;
        others[0].Host.AfterStep = (step, _) => ran |= step == Step.Run;
        others[0].Host.BeforeStep = (step, _) => step == Step.RebuildThreads ? members[0].System.Terminate() : Task.CompletedTask;
        var asked = MoveAsync(new MigrateRequest());

        await StatusAsync(others[0], status => status.Computations is [{ Phase: ComputationPhase.Ended, LastFailure.Length: > 0 }]);

        Assert.False(ran);
        Assert.DoesNotContain(others[0].Host.Processes, process => process.IsAlive);
        await Assert.ThrowsAnyAsync<Exception>(() => asked);
    }

    [Fact]
    public async Task whose_asker_withdraws_runs_on_and_nothing_is_left_there()
    {
        await BeginAsync(["first"], ["other"]);
        using var withdrawal = new CancellationTokenSource();
        others[0].Host.BeforeStep = async (step, cancellation) =>
        {
            if (step != Step.OpenDescriptors)
                return;
            await withdrawal.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellation);
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => members[0].Entracte.MigrateAsync(new MigrateRequest { Target = "job", ToCluster = others[0].Place }, withdrawal.Token));

        await RunsOnWhereItWasAsync();
    }

    [Fact]
    public async Task is_not_disturbed_when_it_cannot_go()
    {
        await BeginAsync(["first"], ["other"]);
        await others[0].ComputationAsync("job", "another-id");
        await StatusAsync(others[0], status => status.Computations is [{ Phase: ComputationPhase.Running }]);
        var suspended = false;
        members[0].Host.AfterStep = (step, _) => suspended |= step == Step.Suspend;

        Assert.Contains("called job is running in the other cluster", (await RefusedAsync()).Reason);
        Assert.Contains("no node nobody", (await RefusedAsync(new MigrateRequest { To = "nobody" })).Reason);
        Assert.Contains("is node first of this cluster", (await RefusedAsync(new MigrateRequest { ToCluster = members[0].Place })).Reason);
        Assert.Contains("no node of another cluster has answered at 127.0.0.1:1", (await RefusedAsync(new MigrateRequest { ToCluster = "127.0.0.1:1" })).Reason);
        Assert.Contains("not HOST:PORT", (await RefusedAsync(new MigrateRequest { ToCluster = "host:port" })).Reason);
        Assert.False(suspended);
    }

    private async Task BeginAsync(string[] here, string[] there)
    {
        await FormWithAsync(Impatient, here);
        await FormOtherAsync(Impatient, there);
        foreach (var member in members)
            await member.ComputationAsync("job", "job-id");
        await StatusAsync(members[0], status => status.Computations is [{ Phase: ComputationPhase.Running } computation] && computation.Roots.Length == here.Length);
    }

    private Task<MigrationResult> MoveAsync(MigrateRequest request) => members[0].Entracte.MigrateAsync(
        request with { Target = "job", ToCluster = request.ToCluster.Length > 0 ? request.ToCluster : others[0].Place }).WaitAsync(Patience);

    private async Task<Failure> RefusedAsync(MigrateRequest? request = null)
        => (await Assert.ThrowsAsync<EntracteException>(() => MoveAsync(request ?? new MigrateRequest()))).Failure;

    private async Task RunsOnWhereItWasAsync()
    {
        await UntilAsync(() => members[0].Host.Processes.All(process => process is { IsAlive: true, IsSuspended: false }), "the source runs on");
        await UntilAsync(() => !others[0].Host.Processes.Any(process => process.IsAlive), "nothing is left in the other cluster");
        await StatusAsync(members[0], status => status.Computations is [{ Phase: ComputationPhase.Running, Roots: [{ Node: "first" }] }]);
    }
}
