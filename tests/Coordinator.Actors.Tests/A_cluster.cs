using System.Diagnostics;
using Akka.Actor;
using Akka.Cluster;
using Entracte.Coordinator.Actors.Tests.Twins;
using Entracte.Coordinator.Attempts;

namespace Entracte.Coordinator.Actors.Tests;

/// <summary>Several nodes with one coordinator, which is on the oldest of them and may die there.</summary>
public sealed class A_cluster : IAsyncLifetime
{
    // Nothing here runs out of time because the machine is busy.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly List<SimulatedMember> members = [];

    [Fact]
    public async Task shows_all_nodes_and_computations_on_each_of_them()
    {
        await FormAsync("first", "second", "third");
        await members[1].ComputationAsync("job");
        foreach (var member in members)
        {
            var status = await StatusAsync(member, status => status.Computations.Length == 1);
            Assert.Equal(["first", "second", "third"], status.Nodes.Select(node => node.Name));
            Assert.All(status.Nodes, node => Assert.True(node.Reachable));
            Assert.Equal(members.Select(each => $"127.0.0.1:{each.Cluster.SelfAddress.Port}"), status.Nodes.Select(node => node.Address));
            Assert.Equal("first", status.CoordinatorNode);
            Assert.Equal("second", Assert.Single(Assert.Single(status.Computations).Roots).Node);
        }
    }

    [Fact]
    public async Task checkpoints_on_one_node_what_another_one_asks_for()
    {
        await FormAsync("first", "second", "third");
        var root = await members[1].ComputationAsync("job");
        await StatusAsync(members[2], status => status.Computations.Length == 1);
        var result = await members[2].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });
        Assert.All(result.Processes, process => Assert.Equal("second", process.Node));
        Assert.Single(members[1].Stores.Committed);
        Assert.Equal(1, root.Suspensions);
        Assert.Equal(1, result.Generation);
    }

    [Fact]
    public async Task cuts_a_computation_over_two_nodes_at_one_moment()
    {
        await FormAsync("first", "second");
        await members[0].ComputationAsync("job", "job-id");
        await members[1].ComputationAsync("job", "job-id");
        await StatusAsync(members[0], status => status.Computations is [{ Roots.Length: 2 }]);
        var suspendedWhenDrained = 0;
        foreach (var member in members)
        {
            member.Host.BeforeStep = (step, _) =>
            {
                if (step == Step.Drain && members.All(each => each.Host.Processes.All(process => process.IsSuspended)))
                    Interlocked.Increment(ref suspendedWhenDrained);
                return Task.CompletedTask;
            };
        }

        var result = await members[1].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });

        Assert.Equal(2, suspendedWhenDrained);
        Assert.Equal(["first", "first", "second", "second"], result.Processes.Select(process => process.Node).Order());
        Assert.All(members, member => Assert.Equal(4, Assert.Single(member.Stores.Committed).Parts.Length));
    }

    [Fact]
    public async Task takes_no_checkpoint_while_a_node_with_a_part_of_the_computation_is_away()
    {
        await FormAsync("first", "second", "third");
        await members[1].ComputationAsync("job", "job-id");
        await members[2].ComputationAsync("job", "job-id");
        await StatusAsync(members[0], status => status.Computations is [{ Roots.Length: 2 }]);
        await members[2].System.Terminate();
        await StatusAsync(members[0], status => status.Nodes.Any(node => node is { Name: "third", Reachable: false }));

        var refused = await Assert.ThrowsAsync<EntracteException>(() => members[1].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" }));
        Assert.Equal(FailureKind.NodeLost, refused.Failure.Kind);
        Assert.Contains("job has processes on third", refused.Message);
        Assert.All(members[1].Host.Processes, process => Assert.Equal(0, process.Suspensions));

        members[2] = new SimulatedMember("third");
        await members[2].Cluster.JoinAsync(members[0].Cluster.SelfAddress).WaitAsync(Patience);
        await members[2].ComputationAsync("job", "job-id");
        await StatusAsync(members[0], status => status.Computations is [{ Roots.Length: 2 }]);
        var result = await members[1].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });
        Assert.Equal(["second", "third"], result.Processes.Select(process => process.Node).Distinct().Order());
    }

    [Fact]
    public async Task misses_the_part_that_was_lost_together_with_the_coordinator()
    {
        await FormAsync("first", "second", "third");
        await members[0].ComputationAsync("job", "job-id");
        await members[1].ComputationAsync("job", "job-id");
        // The answer comes behind what the node was told of the others.
        var before = await StatusAsync(members[1], status => status.Computations is [{ Roots.Length: 2 }]);
        await members[0].System.Terminate();
        await StatusAsync(members[2], status => status.Epoch > before.Epoch && status.Computations is [{ Roots.Length: 1 }]);

        var refused = await Assert.ThrowsAsync<EntracteException>(() => members[2].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" }));
        Assert.Contains("job has processes on first", refused.Message);

        await members[2].Entracte.KillAsync(new KillRequest { Target = "job" });
        Assert.DoesNotContain(members[1].Host.Processes, process => process.IsAlive);
    }

    [Fact]
    public async Task has_a_new_coordinator_when_the_old_ones_node_dies_in_a_checkpoint()
    {
        await FormAsync("first", "second", "third");
        await members[2].ComputationAsync("job");
        var before = await StatusAsync(members[1], status => status.Computations.Length == 1);
        members[2].Host.BeforeStep = async (step, cancellation) =>
        {
            if (step != Step.Write)
                return;
            _ = members[0].System.Terminate();
            await Task.Delay(Timeout.Infinite, cancellation);
        };

        await Assert.ThrowsAsync<EntracteException>(
            () => members[1].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" }).WaitAsync(Patience));
        await UntilAsync(() => members[2].Host.Processes.All(process => !process.IsSuspended && process.Suspensions > 0), "everybody runs on");
        Assert.Empty(members[2].Stores.Committed);

        members[2].Host.BeforeStep = (_, _) => Task.CompletedTask;
        var after = await StatusAsync(members[1], status => status.Epoch > before.Epoch && status.Computations.Length == 1);
        Assert.Equal("second", after.CoordinatorNode);
        await members[1].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });
        Assert.Single(members[2].Stores.Committed);
    }

    [Fact]
    public async Task launches_and_restarts_on_the_node_that_is_named()
    {
        await FormAsync("first", "second", "third");
        var launched = await members[2].Entracte.LaunchAsync(new LaunchRequest { Program = "simulated", Name = "job", Node = "second" });
        Assert.Equal("second", Assert.Single(launched.Roots).Node);
        await StatusAsync(members[2], status => status.Computations.Length == 1);
        await members[2].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job", Kill = true });
        Assert.DoesNotContain(members[1].Host.Processes, process => process.IsAlive);

        var restarted = await members[0].Entracte.RestartAsync(new RestartRequest { Target = "job", Node = "second" });

        Assert.Equal("second", restarted.Processes[0].Node);
        await StatusAsync(members[2], status => status.Computations is [{ Phase: ComputationPhase.Running, Roots: [{ Node: "second" }] }]);
    }

    [Fact]
    public async Task that_a_node_has_not_joined_is_said_to_whoever_asks_there()
    {
        members.Add(new SimulatedMember("alone", "entracte.coordinator.answer-timeout = 500ms"));
        Assert.Contains("no coordinator", (await Assert.ThrowsAsync<EntracteException>(() => members[0].Entracte.StatusAsync())).Message);
        await members[0].ComputationAsync("job");
    }

    [Fact]
    public async Task refuses_a_node_that_it_does_not_know()
    {
        await FormAsync("first", "second");
        var refused = await Assert.ThrowsAsync<EntracteException>(() => members[1].Entracte.LaunchAsync(new LaunchRequest { Program = "simulated", Node = "nowhere" }));
        Assert.Contains("nowhere", refused.Message);
    }

    [Fact]
    public async Task takes_no_second_node_of_the_same_name()
    {
        await FormAsync("first", "second");
        await members[1].ComputationAsync("job");
        var impostor = new SimulatedMember("second", "akka.cluster.roles = [node]");
        members.Add(impostor);
        await impostor.Cluster.JoinAsync(members[0].Cluster.SelfAddress).WaitAsync(Patience);
        // Its question comes behind its reports.
        await impostor.ComputationAsync("other");
        var status = await StatusAsync(impostor, status => status.Computations.Length > 0);
        Assert.Equal($"127.0.0.1:{members[1].Cluster.SelfAddress.Port}", status.Nodes.Single(node => node.Name == "second").Address);
        Assert.Equal("job", Assert.Single(status.Computations).Name);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var member in members)
            await member.System.Terminate();
    }

    private async Task FormAsync(params string[] names)
    {
        foreach (var name in names)
        {
            members.Add(new SimulatedMember(name));
            await members[^1].Cluster.JoinAsync(members[0].Cluster.SelfAddress).WaitAsync(Patience);
        }

        foreach (var member in members)
            await StatusAsync(member, status => status.Nodes.Length == names.Length);
    }

    private static async Task<SystemStatus> StatusAsync(SimulatedMember member, Func<SystemStatus, bool> awaited)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(20))
        {
            Assert.True(waited.Elapsed < Patience, "the awaited status did not come");
            using var once = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            try
            {
                var status = await member.Entracte.StatusAsync(once.Token);
                if (awaited(status))
                    return status;
            }
            catch (OperationCanceledException) when (once.IsCancellationRequested)
            {
                // The question went to a coordinator that is no more; the next one goes to the new one.
            }
        }
    }

    private static async Task UntilAsync(Func<bool> condition, string what)
    {
        for (var waited = Stopwatch.StartNew(); !condition(); await Task.Delay(20))
            Assert.True(waited.Elapsed < Patience, $"not in time: {what}");
    }
}
