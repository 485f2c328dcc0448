using System.Net;
using Akka.Actor;
using Akka.Cluster;
using Entracte.Coordinator.Actors.Tests.Twins;
using Entracte.Coordinator.Attempts;
using Entracte.ProcessHook;
using Entracte.ProcessHook.Connections;

namespace Entracte.Coordinator.Actors.Tests;

/// <summary>One computation with roots on more than one node.</summary>
public sealed class A_computation_of_several_nodes : ClusterTest
{
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

    [Theory]
    [InlineData(Step.Suspend)]
    [InlineData(Step.TakeInventory)]
    public async Task tells_everything_in_the_way_on_all_nodes_at_once(Step looking)
    {
        await FormAsync("first", "second");
        await members[0].ComputationAsync("job", "job-id");
        await members[1].ComputationAsync("job", "job-id");
        await StatusAsync(members[0], status => status.Computations is [{ Roots.Length: 2 }]);
        foreach (var (member, pid) in members.Zip((int[])[7, 8]))
        {
            Obstacle[] obstacles = [new(pid, 3, "A perf descriptor cannot be captured.", "Close it.")];
            member.Host.BeforeStep = (step, _) => step == looking ? throw new ObstaclesException("the checkpoint was refused", obstacles) : Task.CompletedTask;
        }

        var failure = (await Assert.ThrowsAsync<EntracteException>(() => members[1].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" }))).Failure;

        Assert.Equal(("the checkpoint was refused", FailureKind.Obstacles), (failure.Reason, failure.Kind));
        Assert.Equal([("first", 7), ("second", 8)], failure.Obstacles.Select(obstacle => (obstacle.Node, obstacle.Pid)).Order());
        Assert.All(members, member => Assert.DoesNotContain(member.Host.Processes, process => process.IsSuspended));
    }

    [Fact]
    public async Task has_those_as_roots_who_outlive_its_roots_on_one_of_its_nodes()
    {
        await FormAsync("first", "second");
        await members[0].ComputationAsync("job", "job-id");
        var root = await members[1].ComputationAsync("job", "job-id");
        await StatusAsync(members[0], status => status.Computations is [{ Roots.Length: 2 }]);
        var daemon = members[1].Host.Add();
        members[1].Host.Daemons.Add(daemon);
        root.IsAlive = false;

        await StatusAsync(members[0], status => status.Computations is [{ Roots: [_, _] roots }] && roots.Any(each => (each.Node, each.HostPid) == ("second", daemon.HostPid)));
        var result = await members[0].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });
        Assert.Contains(("second", daemon.HostPid), result.Processes.Select(process => (process.Node, process.HostPid)));

        daemon.IsAlive = false;
        await StatusAsync(members[0], status => status.Computations is [{ Roots: [{ Node: "first" }] }]);
    }

    [Fact]
    public async Task lets_a_program_join_a_computation_from_another_node_and_brings_both_back_where_they_were()
    {
        await FormAsync("first", "second", "third");
        var launched = await members[0].Entracte.LaunchAsync(new LaunchRequest { Program = "simulated", Name = "job", Node = "second", ImagesDirectory = "/shared" });
        var joined = await members[0].Entracte.LaunchAsync(new LaunchRequest { Program = "simulated", Join = "job", Node = "third" });
        Assert.Equal((launched.Id, "job", "/shared", "third"), (joined.Id, joined.Name, joined.ImagesDirectory, Assert.Single(joined.Roots).Node));
        await StatusAsync(members[0], status => status.Computations is [{ Roots.Length: 2 }]);
        await members[0].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job", Kill = true });

        var restarted = await members[1].Entracte.RestartAsync(new RestartRequest { Target = "job" });

        Assert.Equal(["second", "third"], restarted.Processes.Select(process => process.Node));
        await StatusAsync(members[0], status => status.Computations is [{ Phase: ComputationPhase.Running, Roots.Length: 2 }]);
        Assert.Equal(["second", "third"], members[1].Host.OffersTold.Select(offer => offer.AwaitedNode).Order());
        Assert.Equal($"127.0.0.1:{members[1].Cluster.SelfAddress.Port}", members[2].Host.OffersTold.Single(offer => offer.AwaitedNode == "second").Address);
        var again = await members[2].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });
        Assert.Equal(["second", "third"], again.Processes.Select(process => process.Node).Order());
    }

    [Fact]
    public async Task brings_the_parts_of_a_computation_back_on_other_nodes_or_on_one()
    {
        await FormAsync("first", "second", "third");
        await members[0].ComputationAsync("job", "job-id");
        await members[1].ComputationAsync("job", "job-id");
        await StatusAsync(members[0], status => status.Computations is [{ Roots.Length: 2 }]);
        await members[0].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job", Kill = true });

        var moved = await members[0].Entracte.RestartAsync(new RestartRequest { Target = "job", Map = ["second=third"] });
        Assert.Equal(["first", "third"], moved.Processes.Select(process => process.Node));
        await members[0].Entracte.KillAsync(new KillRequest { Target = "job" });

        var together = await members[0].Entracte.RestartAsync(new RestartRequest { Target = "job", Node = "first", Together = true });
        Assert.Equal("first", Assert.Single(together.Processes).Node);
        var refused = await Assert.ThrowsAsync<EntracteException>(() => members[1].Entracte.LaunchAsync(new LaunchRequest { Program = "simulated", Join = "nothing" }));
        Assert.Contains("no running computation is called nothing", refused.Message);
    }

    [Fact]
    public async Task spreads_the_part_of_one_node_over_several_and_the_next_image_is_of_these()
    {
        await FormAsync("first", "second", "third");
        await members[0].ComputationAsync("job", "job-id");
        await StatusAsync(members[0], status => status.Computations is [{ Roots.Length: 1 }]);
        await members[0].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job", Kill = true });

        members[2].Host.BeforeStep = (step, _) => step == Step.Verify
            ? throw new ObstaclesException("it cannot be spread over 3 hosts", [new Obstacle(12, null, "It shares a pipe with 11.", "Restart it on one host.")])
            : Task.CompletedTask;
        var refused = await Assert.ThrowsAsync<EntracteException>(() => members[0].Entracte.RestartAsync(new RestartRequest { Target = "job", Map = ["first=first+second+third"] }));
        Assert.Contains("It shares a pipe with 11.", refused.Failure.ToString());
        Assert.DoesNotContain(members.SelectMany(member => member.Host.Processes), process => process.IsAlive);
        members[2].Host.BeforeStep = (_, _) => Task.CompletedTask;

        var spread = await members[0].Entracte.RestartAsync(new RestartRequest { Target = "job", Map = ["first=first+second+third"] });
        Assert.Equal(["first", "second", "third"], spread.Processes.Select(process => process.Node).Order());
        Assert.Equal(["first/1:3", "first/2:3", "first/3:3"], members[1].Host.OffersTold.Select(offer => offer.AwaitedNode).Order());
        await StatusAsync(members[0], status => status.Computations is [{ Phase: ComputationPhase.Running, Roots.Length: 3 }]);
        var next = await members[1].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job", Kill = true });
        Assert.Equal((2, 3), (next.Generation, next.Processes.Select(process => process.Node).Distinct().Count()));

        var fewer = await members[0].Entracte.RestartAsync(new RestartRequest { Target = "job", Map = ["first=second"] });
        Assert.Equal(["second", "third"], fewer.Processes.Select(process => process.Node).Order());
    }

    [Fact]
    public async Task tells_each_node_what_its_connections_to_others_lead_to()
    {
        await FormAsync("first", "second");
        await members[0].ComputationAsync("job", "job-id");
        await members[1].ComputationAsync("job", "job-id");
        await StatusAsync(members[0], status => status.Computations is [{ Roots.Length: 2 }]);
        members[0].Host.Ends = [EndOf(7, "10.0.0.1:80", "10.0.0.2:5000"), EndOf(8, "10.0.0.1:81", "10.0.0.9:5000")];
        members[1].Host.Ends = [EndOf(9, "10.0.0.2:5000", "10.0.0.1:80")];

        await members[0].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });

        Assert.Equal(("second", 9UL), Assert.Single(members[0].Host.MatesTold) is var mate ? (mate.Node, mate.PeerOpenFileId) : default);
        Assert.Equal(("first", 7UL), Assert.Single(members[1].Host.MatesTold) is var other ? (other.Node, other.PeerOpenFileId) : default);
    }

    [Fact]
    public async Task removes_old_images_of_several_nodes_when_all_have_committed()
    {
        await FormWithJobAsync();
        for (var number = 0; number < 3; number++)
            await members[1].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job", Keep = 2 });
        await UntilAsync(() => members.All(member => member.Stores.Committed.Select(image => image.Generation).SequenceEqual([2, 3])), "the newest two are left");

        members[1].Stores.CommitFails = new IOException("the disk is full");
        var result = await members[1].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job", Keep = 1 });
        Assert.Contains(result.Warnings, warning => warning.Contains("the disk is full", StringComparison.Ordinal));
        Assert.Equal([2, 3], members[1].Stores.Committed.Select(image => image.Generation));
        Assert.Equal([2, 3, 4], members[0].Stores.Committed.Select(image => image.Generation));
    }

    [Fact]
    public async Task keeps_the_last_image_that_was_waited_for_while_newer_ones_may_not_be_on_every_disk()
    {
        await FormWithJobAsync();
        foreach (var noSync in new[] { false, true, true })
            await members[1].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job", Keep = 1, NoSync = noSync });
        await UntilAsync(() => members.All(member => member.Stores.Committed.Select(image => image.Generation).SequenceEqual([1, 3])), "the one that was waited for and the newest are left");
        Assert.All(members, member => Assert.Equal([true, false, false], member.Stores.Syncs));
    }

    /// <summary>Two nodes, each with a root of the job.</summary>
    private async Task FormWithJobAsync()
    {
        await FormAsync("first", "second");
        await members[0].ComputationAsync("job", "job-id");
        await members[1].ComputationAsync("job", "job-id");
        await StatusAsync(members[0], status => status.Computations is [{ Roots.Length: 2 }]);
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

    private static RemoteEnd EndOf(ulong id, string local, string peer) => RemoteEnd.Of(RemoteEndKind.End, IPEndPoint.Parse(local), IPEndPoint.Parse(peer), id);
}
