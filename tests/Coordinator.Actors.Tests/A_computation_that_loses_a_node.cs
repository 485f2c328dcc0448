using Akka.Actor;
using Entracte.Coordinator.Actors.Tests.Twins;
using Entracte.Coordinator.Attempts;
using Entracte.ImageFormat.Records;

namespace Entracte.Coordinator.Actors.Tests;

/// <summary>One computation on the second and third of four nodes, of which the third dies.</summary>
public sealed class A_computation_that_loses_a_node : ClusterTest
{
    [Fact]
    public async Task goes_on_from_its_last_image_with_the_lost_processes_on_a_spare_and_ends_what_the_lost_node_still_has_when_it_is_back()
    {
        await RunningAsync(new RecoveryPolicy { OnNodeLoss = OnNodeLoss.Restart, SpareNodes = ["fourth"] });
        Share(await members[1].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" }));
        var survivors = members[1].Host.Processes.ToArray();
        await using var events = members[1].Entracte.WatchAsync("job").GetAsyncEnumerator();
        await members[2].System.Terminate();

        var status = await StatusAsync(members[0], status => status.Computations is [{ Phase: ComputationPhase.Running, Roots.Length: 2, LastRollback.Length: > 0 }]);
        var computation = Assert.Single(status.Computations);
        Assert.Equal(["fourth", "second"], computation.Roots.Select(root => root.Node).Order());
        Assert.Contains("node third, which had processes of job, was lost; it goes on from generation 1", computation.LastRollback);
        Assert.Equal(1, computation.Policy.SparesUsed);
        Assert.Equal("node third, which had processes of job, was lost", (await NextAsync<RollbackBegan>(events)).Happened);
        Assert.Equal(1, (await NextAsync<RestartBegan>(events)).Generation);
        Assert.Equal(["fourth", "second"], (await NextAsync<RestartSucceeded>(events)).Result.Processes.Select(process => process.Node).Distinct().Order());
        Assert.Equal(computation.LastRollback, (await NextAsync<RolledBack>(events)).Happened);
        Assert.DoesNotContain(survivors, process => process.IsAlive);

        members[2] = new SimulatedMember("third", Fast);
        await members[2].Cluster.JoinAsync(members[0].Cluster.SelfAddress).WaitAsync(Patience);
        var earlier = await RegisterAsync(members[2], computation.Policy);
        await UntilAsync(() => !earlier.IsAlive, "what the lost node still had has been ended");
        await StatusAsync(members[0], status => status.Computations is [{ Roots.Length: 2 }] && status.Nodes.Length == 4);
        Assert.Equal(2, (await members[3].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" })).Generation);
    }

    [Fact]
    public async Task is_suspended_when_the_only_copy_of_a_part_was_lost_and_goes_on_when_the_node_is_back()
    {
        var policy = new RecoveryPolicy { OnNodeLoss = OnNodeLoss.Restart };
        await RunningAsync(policy);
        foreach (var member in members)
            member.Stores.HasPart = part => part.Node == member.Entracte.NodeName;
        await members[1].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });
        await using var events = members[1].Entracte.WatchAsync("job").GetAsyncEnumerator();
        await members[2].System.Terminate();

        var status = await StatusAsync(members[0], status => status.Computations is [{ IsSuspended: true }]);
        Assert.Equal(Assert.Single(status.Computations).LastRollback, (await NextAsync<RollbackGivenUp>(events)).Reason);
        Assert.Contains("a part of its last image can be reached on no node", Assert.Single(status.Computations).LastRollback);
        await UntilAsync(() => members[1].Host.Processes.All(process => process is { IsAlive: true, IsHeld: true }), "what is left is stopped");

        members[2] = new SimulatedMember("third", Fast);
        await members[2].Cluster.JoinAsync(members[0].Cluster.SelfAddress).WaitAsync(Patience);
        await RegisterAsync(members[2], policy);
        await StatusAsync(members[0], status => status.Computations is [{ IsSuspended: false, Roots.Length: 2 }]);
        await UntilAsync(() => members[1].Host.Processes.All(process => process is { IsAlive: true, IsHeld: false }), "what is left goes on");
    }

    [Fact]
    public async Task is_ended_where_that_was_chosen()
    {
        await RunningAsync(new RecoveryPolicy { OnNodeLoss = OnNodeLoss.Fail });
        Share(await members[1].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" }));
        await members[2].System.Terminate();

        var status = await StatusAsync(members[0], status => status.Computations is [{ Phase: ComputationPhase.Ended, LastRollback.Length: > 0 }]);
        Assert.Contains("--on-node-loss fail was chosen; what was left of it has been ended", Assert.Single(status.Computations).LastRollback);
        Assert.DoesNotContain(members[1].Host.Processes, process => process.IsAlive);
    }

    [Theory]
    [InlineData(OnNodeLoss.Fail)]
    [InlineData(OnNodeLoss.Suspend)]
    public async Task is_neither_ended_nor_suspended_as_long_as_its_coordinator_has_no_majority(OnNodeLoss chosen)
    {
        await FormWithAsync($"entracte.coordinator.node-unreachable-after = 4s\n akka.cluster.split-brain-resolver.stable-after = 600s\n{Fast}", "first", "second", "third");
        foreach (var home in (SimulatedMember[])[members[0], members[2]])
            await RegisterAsync(home, new RecoveryPolicy { OnNodeLoss = chosen });
        await StatusAsync(members[0], status => status.Computations is [{ Roots.Length: 2 }]);
        await using var events = members[0].Entracte.WatchAsync("job").GetAsyncEnumerator();
        foreach (var lost in members.Skip(1))
        {
            await lost.System.Terminate();
            await StatusAsync(members[0], status => status.Nodes.Any(node => node.Name == lost.Entracte.NodeName && !node.Reachable));
        }

        // So that what is done too early has the time for it.
        await Task.Delay(TimeSpan.FromSeconds(1));
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        foreach (var lost in members.Skip(1))
            members[0].Cluster.Down(lost.Cluster.SelfAddress);
        var done = await NextAsync<RollbackGivenUp>(events);
        Assert.Contains($"--on-node-loss {chosen.ToString().ToLowerInvariant()} was chosen", done.Reason);
        Assert.True(done.AtUnixMilliseconds >= before, $"it was done {before - done.AtUnixMilliseconds} ms before there was a majority");
    }

    [Fact]
    public async Task that_was_on_one_node_only_comes_back_on_a_spare()
    {
        await FormWithAsync(Fast, "first", "second", "third", "fourth");
        await RegisterAsync(members[2], new RecoveryPolicy { OnNodeLoss = OnNodeLoss.Restart, SpareNodes = ["second"] });
        await StatusAsync(members[0], status => status.Computations is [{ Roots.Length: 1 }]);
        Share(await members[2].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" }));
        await members[2].System.Terminate();

        var status = await StatusAsync(members[1], status => status.Computations is [{ Phase: ComputationPhase.Running, LastRollback.Length: > 0 }]);
        Assert.Equal("second", Assert.Single(Assert.Single(status.Computations).Roots).Node);
    }

    [Fact]
    public async Task is_not_checkpointed_while_it_stands_still_because_nobody_has_answered_its_node()
    {
        // A lease that is always over.
        await FormWithAsync("entracte { fencing { lease = 1ms, grace = 0ms }\n attempt.transient-patience = 200ms }", "first", "second");
        var root = await RegisterAsync(members[1], new RecoveryPolicy { OnNodeLoss = OnNodeLoss.Restart });
        await UntilAsync(() => root.IsHeld, "it is stopped");
        var refused = await Assert.ThrowsAsync<EntracteException>(() => members[0].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" }));
        Assert.Contains("on second, which no coordinator has answered for a while, job is stopped; ask again", refused.Message);
        Assert.Equal(0, root.Suspensions);
        Assert.Empty(members[1].Stores.Committed);
    }

    [Fact]
    public async Task makes_the_interval_shorter_that_is_chosen_and_a_new_coordinator_and_the_node_that_is_back_know_of_it()
    {
        await RunningAsync(new RecoveryPolicy { OnNodeLoss = OnNodeLoss.Restart, SpareNodes = ["fourth"] }, new StandingOrders { AutomaticInterval = true });
        Share(await members[1].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" }));
        var before = Assert.Single((await members[0].Entracte.StatusAsync()).Computations).IntervalBasis!;
        Assert.Equal((0, true), (before.Failures, before.CostSeconds > 0));
        Assert.InRange(before.FailuresPerDay, 1.9, 2);
        await members[2].System.Terminate();
        await StatusAsync(members[0], status => status.Computations is [{ Phase: ComputationPhase.Running, LastRollback.Length: > 0, IntervalBasis.Failures: 1 }]);

        // Two nodes, each with one failure expected in a day and one seen in some seconds more than none.
        Assert.InRange(Assert.Single((await members[0].Entracte.StatusAsync()).Computations).IntervalBasis!.FailuresPerDay, 3.9, 4);
        // Of four of which two have died, nobody would know which half goes on.
        await UntilAsync(() => members[1].Cluster.State.Members.Count == 3, "the lost node is no member any more");
        await members[0].System.Terminate();
        await StatusAsync(members[1], status => status.CoordinatorNode == "second" && status.Computations is [{ IntervalBasis.Failures: 1, Roots.Length: 2 }]);

        members[2] = new SimulatedMember("third", Fast);
        await members[2].Cluster.JoinAsync(members[1].Cluster.SelfAddress).WaitAsync(Patience);
        await StatusAsync(members[1], status => status.Nodes.Any(node => node is { Name: "third", Reachable: true }));
        await UntilAsync(() => members[2].Service.Notes.Service.Any(told => told is { Node: "third", Failures: 1 }), "the node that failed has written it down");
    }

    // Leases that a busy machine may well miss: what is stopped then goes on a moment later.
    private const string Fast = "entracte.fencing { lease = 2s, grace = 200ms }";

    private async Task RunningAsync(RecoveryPolicy policy, StandingOrders? orders = null)
    {
        await FormWithAsync(Fast, "first", "second", "third", "fourth");
        await RegisterAsync(members[1], policy, orders);
        await RegisterAsync(members[2], policy, orders);
        await StatusAsync(members[0], status => status.Computations is [{ Roots.Length: 2 }]);
    }

    private static async Task<SimulatedProcess> RegisterAsync(SimulatedMember member, RecoveryPolicy policy, StandingOrders? orders = null)
    {
        var root = member.Host.Add();
        await member.Entracte.RegisterAsync(new RegisterRequest { Pid = root.HostPid, Name = "job", ComputationId = "job-id", Policy = policy, Standing = orders ?? StandingOrders.None });
        return root;
    }

    /// <summary>As if the nodes had one directory in common.</summary>
    private void Share(CheckpointResult taken)
    {
        var inventory = members.SelectMany(member => member.Stores.Committed).First(image => image.Generation == taken.Generation);
        foreach (var member in members.Where(member => !member.Stores.Committed.Any(image => image.Generation == taken.Generation)))
        {
            using var image = member.Stores.At("/images").Begin("job", taken.Generation);
            image.Commit(new InventoryRecord { ComputationId = "job-id", Name = "job", Generation = taken.Generation, Parts = inventory.Parts });
        }
    }
}
