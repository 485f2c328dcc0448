using Entracte.Coordinator.Actors.Tests.Twins;
using Entracte.Coordinator.Attempts;
using Entracte.ImageFormat.Records;

namespace Entracte.Coordinator.Actors.Tests;

/// <summary>Somebody orders something of a computation that is being brought back by itself, or that ends only in part.</summary>
public sealed class An_order_of_a_person : ClusterTest
{
    /// <summary>Nothing is started anew while the test lasts.</summary>
    private const string LongLease = "entracte.fencing { lease = 600s, grace = 0s }";

    private const string ShortLease = "entracte.fencing { lease = 6s, grace = 0s }";
    private const int ShortLeaseMilliseconds = 6000;

    /// <summary>A coordinator that has lost the others stays, and nobody decides that they are no members any more.</summary>
    private const string Alone = "entracte { fencing { lease = 2s, grace = 200ms }\n coordinator.node-unreachable-after = 4s }\n akka.cluster.split-brain-resolver.stable-after = 600s";

    /// <summary>As wait(2) tells it.</summary>
    private const int Killed = 9, Faulted = 11;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task to_end_it_ends_also_what_would_have_brought_it_back(bool hasSurvivors)
    {
        await RunningAsync(LongLease, OnNodeLoss.Restart, hasSurvivors);
        await members[2].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });
        Share();
        await using var events = members[0].Entracte.WatchAsync("job").GetAsyncEnumerator();
        await members[2].System.Terminate();
        await NextAsync<RollbackBegan>(events);

        await members[0].Entracte.KillAsync(new KillRequest { Target = "job" });
        Assert.Contains("it was ended on order", (await NextAsync<RollbackGivenUp>(events)).Reason);
        var status = await StatusAsync(members[0], status => status.Computations is [{ Phase: ComputationPhase.Ended }]);
        Assert.Contains("it was ended on order", Assert.Single(status.Computations).LastRollback);
        Assert.DoesNotContain(members[1].Host.Processes, process => process.IsAlive);

        // What the lost node still has is ended, too.
        members[2] = new SimulatedMember("third", LongLease);
        await members[2].Cluster.JoinAsync(members[0].Cluster.SelfAddress).WaitAsync(Patience);
        var earlier = await RegisterAsync(members[2], OnNodeLoss.Restart);
        await UntilAsync(() => !earlier.IsAlive, "what the lost node still had has been ended");
    }

    [Fact]
    public async Task to_restart_it_waits_until_a_lost_node_has_stopped_what_it_has_of_it()
    {
        // The last report that was heard is not older than its first.
        var began = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await RunningAsync(ShortLease, OnNodeLoss.Suspend, hasSurvivors: false);
        await members[2].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });
        Share();
        await using var events = members[0].Entracte.WatchAsync("job").GetAsyncEnumerator();
        await members[2].System.Terminate();
        await StatusAsync(members[0], status => status.Computations is [{ Phase: ComputationPhase.Ended }]);

        await members[1].Entracte.RestartAsync(new RestartRequest { Target = "job", Detached = true });
        var waited = (await NextAsync<RestartBegan>(events)).AtUnixMilliseconds - began;
        Assert.True(waited >= ShortLeaseMilliseconds, $"it began after {waited} ms");
        await StatusAsync(members[0], status => status.Computations is [{ Phase: ComputationPhase.Running, Roots: [{ Node: "second" }] }]);
    }

    [Fact]
    public async Task to_end_it_has_failed_where_a_node_has_not_done_it_and_can_be_given_again()
    {
        await RunningAsync(LongLease, OnNodeLoss.Wait, hasSurvivors: true);
        var refused = await EndedInPartAsync();
        Assert.Contains("job was not ended everywhere: third: ", refused.Message);
        Assert.Contains("the end fails", refused.Message);
        await StatusAsync(members[0], status => status.Computations is [{ Phase: ComputationPhase.Running, Roots: [{ Node: "third" }] }]);
        Assert.Contains(members[2].Host.Processes, process => process is { IsAlive: true, IsSuspended: false });

        members[2].Host.BeforeStep = (_, _) => Task.CompletedTask;
        await members[0].Entracte.KillAsync(new KillRequest { Target = "job" });
        await StatusAsync(members[0], status => status.Computations is [{ Phase: ComputationPhase.Ended }]);
        Assert.DoesNotContain(members[2].Host.Processes, process => process.IsAlive);
    }

    [Fact]
    public async Task to_end_it_that_has_failed_leaves_what_is_to_follow_a_crash_and_what_it_has_ended_is_none()
    {
        await RunningAsync(LongLease, OnNodeLoss.Wait, hasSurvivors: true, crashRestarts: 1);
        await members[2].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });
        await EndedInPartAsync();
        members[2].Host.BeforeStep = (_, _) => Task.CompletedTask;

        var ended = await members[1].Entracte.ProgramEndedAsync(new ProgramEnded { ComputationId = "job-id", WaitStatus = Killed, IsAttached = true });
        Assert.Equal(("", null), (ended.Reason, ended.Ticket));
        foreach (var process in members[2].Host.Processes)
            process.IsAlive = false;
        var crashed = await members[2].Entracte.ProgramEndedAsync(new ProgramEnded { ComputationId = "job-id", WaitStatus = Faulted, IsAttached = true });
        Assert.Contains("goes on from generation 1", crashed.Reason);
        Assert.NotNull(crashed.Ticket);
    }

    [Fact]
    public async Task to_restart_it_takes_the_place_of_the_rollback_that_waits_for_the_majority()
    {
        await RunningAsync(Alone, OnNodeLoss.Restart, hasSurvivors: false);
        await members[2].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });
        Share();
        await using var events = members[0].Entracte.WatchAsync("job").GetAsyncEnumerator();
        await LoseAsync(members[1]);
        await LoseAsync(members[2]);
        await NextAsync<RollbackBegan>(events);

        await members[0].Entracte.RestartAsync(new RestartRequest { Target = "job", Detached = true });
        Assert.Contains("it was restarted on order", (await NextAsync<RollbackGivenUp>(events)).Reason);
        await NextAsync<RestartSucceeded>(events);
        var restarted = Assert.Single(members[0].Host.Processes);

        // What the rollback has waited for comes now, and is of no meaning any more.
        foreach (var lost in members.Skip(1))
            members[0].Cluster.Down(lost.Cluster.SelfAddress);
        Assert.Equal(2, (await members[0].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" })).Generation);
        var status = await StatusAsync(members[0], status => status.Computations is [{ Phase: ComputationPhase.Running, Roots: [{ Node: "first" }] }]);
        Assert.Contains("it was restarted on order", Assert.Single(status.Computations).LastRollback);
        Assert.True(restarted.IsAlive, "it has not been ended for an older image");
        Assert.Single(members[0].Host.Processes);
    }

    private async Task<EntracteException> EndedInPartAsync()
    {
        members[2].Host.BeforeStep = async (step, _) =>
        {
            if (step != Step.Kill)
                return;
            // Before the other node has done it, nothing is done, and all of it is put back.
            await StatusAsync(members[0], status => status.Computations is [{ Roots: [{ Node: "third" }] }]);
            throw new IOException("the end fails");
        };
        return await Assert.ThrowsAsync<EntracteException>(() => members[0].Entracte.KillAsync(new KillRequest { Target = "job" }));
    }

    private async Task LoseAsync(SimulatedMember lost)
    {
        await lost.System.Terminate();
        await StatusAsync(members[0], status => status.Nodes.Any(node => node.Name == lost.Entracte.NodeName && !node.Reachable));
    }

    private async Task RunningAsync(string settings, OnNodeLoss onNodeLoss, bool hasSurvivors, int crashRestarts = 0)
    {
        await FormWithAsync(settings, "first", "second", "third");
        SimulatedMember[] homes = hasSurvivors ? [members[1], members[2]] : [members[2]];
        foreach (var member in homes)
            await RegisterAsync(member, onNodeLoss, crashRestarts);
        await StatusAsync(members[0], status => status.Computations is [{ } job] && job.Roots.Length == homes.Length);
    }

    private static async Task<SimulatedProcess> RegisterAsync(SimulatedMember member, OnNodeLoss onNodeLoss, int crashRestarts = 0)
    {
        var root = member.Host.Add();
        var policy = new RecoveryPolicy { OnNodeLoss = onNodeLoss, Spares = 1, CrashRestarts = crashRestarts };
        await member.Entracte.RegisterAsync(new RegisterRequest { Pid = root.HostPid, Name = "job", ComputationId = "job-id", Policy = policy });
        return root;
    }

    /// <summary>As if the nodes had one directory in common.</summary>
    private void Share()
    {
        var taken = members.SelectMany(member => member.Stores.Committed).First();
        foreach (var member in members.Where(member => !member.Stores.Committed.Any()))
        {
            using var image = member.Stores.At("/images").Begin("job", taken.Generation);
            image.Commit(new InventoryRecord { ComputationId = "job-id", Name = "job", Generation = taken.Generation, Parts = taken.Parts });
        }
    }
}
