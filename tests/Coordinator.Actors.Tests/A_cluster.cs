using Akka.Actor;
using Akka.Cluster;
using Entracte.Coordinator.Actors.Tests.Twins;
using Entracte.Coordinator.Attempts;

namespace Entracte.Coordinator.Actors.Tests;

/// <summary>The coordinator is on the oldest node, and may die there.</summary>
public sealed class A_cluster : ClusterTest
{
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
}
