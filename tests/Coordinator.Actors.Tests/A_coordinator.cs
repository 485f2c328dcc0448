using Akka.Actor;
using Entracte.Coordinator.Actors.Tests.Twins;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Checkpoints;
using Entracte.Coordinator.Nodes;
using Xunit.Abstractions;

namespace Entracte.Coordinator.Actors.Tests;

/// <summary>It may die at any time; what it orders is obeyed only as long as nobody has heard of a later one.</summary>
public sealed class A_coordinator(ITestOutputHelper output) : EntracteTest(output)
{
    private long failures;

    public static TheoryData<Step> Steps => [.. Route.Checkpoint.Steps.Except([Step.Commit])];

    [Fact]
    public async Task that_is_new_knows_everything_again_after_the_reports()
    {
        var (_, status) = await ComputationAsync();
        await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });
        var before = (await Entracte.StatusAsync()).Epoch;

        Fail();

        SystemStatus? after = null;
        await AwaitAssertAsync(async () =>
        {
            after = await Entracte.StatusAsync();
            Assert.True(after.Epoch > before);
            Assert.Equal(status.Id, Assert.Single(after.Computations).Id);
        });
        Assert.Equal(2, (await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" })).Generation);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task that_dies_at_any_step_leaves_nobody_suspended_and_its_requester_not_waiting(Step at)
    {
        await ComputationAsync();
        var died = 0;
        Host.BeforeStep = async (step, cancellation) =>
        {
            if (step != at || Interlocked.Exchange(ref died, 1) != 0)
                return;
            Fail();
            await Task.Delay(100, cancellation);
        };

        await Assert.ThrowsAsync<EntracteException>(() => Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" }));

        EverybodyRuns();
        Assert.Empty(Stores.Committed);
        await AwaitAssertAsync(async () => Assert.NotEmpty((await Entracte.StatusAsync()).Computations));
        await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });
        EverybodyRuns();
    }

    [Fact]
    public async Task that_has_been_replaced_is_refused_by_the_nodes()
    {
        await ComputationAsync();
        var now = (await Entracte.StatusAsync()).Epoch;
        var stale = new AttemptKey { Epoch = now - 1, ComputationId = "job", Generation = 1, Serial = 99, Kind = RouteKind.Checkpoint };

        Entracte.Door.Tell(new BeginCut { Key = stale, Name = "job", ImagesDirectory = "/images", RootHostPids = [1001] }, TestActor);

        Assert.Equal(now, ExpectMsg<OrderFenced>().Epoch);
        Assert.All(Host.Processes, process => Assert.Equal(0, process.Suspensions));
    }

    [Fact]
    public async Task does_not_end_what_another_one_would_end_before_it_goes_back_to_an_image()
    {
        await ComputationAsync();
        var now = (await Entracte.StatusAsync()).Epoch;

        // It goes by the nodes, and those forward it to whoever is the coordinator by now.
        Entracte.Door.Tell(new KillRequest { Target = "job", Epoch = now - 1 }, TestActor);

        Assert.Equal(FailureKind.Fenced, ExpectMsg<Failure>().Kind);
        Assert.All(Host.Processes, process => Assert.Equal((true, 0), (process.IsAlive, process.Suspensions)));
    }

    [Fact]
    public async Task that_hears_of_a_later_one_begins_anew_above_it()
    {
        await ComputationAsync();
        var later = (await Entracte.StatusAsync()).Epoch + 1_000_000;

        Entracte.Door.Tell(new NodeWelcome { Epoch = later });

        await AwaitAssertAsync(async () => Assert.True((await Entracte.StatusAsync()).Epoch > later));
        await AwaitAssertAsync(async () => Assert.NotEmpty((await Entracte.StatusAsync()).Computations));
        await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });
    }

    [Fact]
    public async Task whose_order_comes_twice_is_obeyed_once_and_answered_twice()
    {
        var (root, status) = await ComputationAsync();
        var key = new AttemptKey { Epoch = (await Entracte.StatusAsync()).Epoch, ComputationId = status.Id, Generation = 1, Serial = 1000, Kind = RouteKind.Checkpoint };
        var begin = new BeginCut { Key = key, Name = "job", ImagesDirectory = "/images", RootHostPids = [root.HostPid] };

        Entracte.Door.Tell(begin, TestActor);
        ExpectMsg<StepReached>();
        Entracte.Door.Tell(begin, TestActor);
        ExpectMsg<StepReached>();
        Entracte.Door.Tell(new UndoOrder { Key = key, Failure = Failure.Of(FailureKind.Cancelled, "enough") }, TestActor);
        ExpectMsg<AttemptUndone>();
        Entracte.Door.Tell(begin, TestActor);

        Assert.Equal(1, root.Suspensions);
        EverybodyRuns();
    }

    [Fact]
    public async Task whose_orders_skip_a_step_is_not_obeyed()
    {
        var (root, status) = await ComputationAsync();
        var key = new AttemptKey { Epoch = (await Entracte.StatusAsync()).Epoch, ComputationId = status.Id, Generation = 1, Serial = 1000, Kind = RouteKind.CheckpointAndKill };

        Entracte.Door.Tell(new BeginCut { Key = key, Name = "job", ImagesDirectory = "/images", RootHostPids = [root.HostPid] }, TestActor);
        ExpectMsg<StepReached>();
        Entracte.Door.Tell(new StepOrder { Key = key, Step = Step.Kill }, TestActor);
        Entracte.Door.Tell(new StepOrder { Key = key with { Generation = 2 }, Step = Step.TakeInventory }, TestActor);

        Assert.Contains("takes no part", ExpectMsg<StepBroke>().Failure.Reason);
        Assert.True(root.IsAlive);
        EverybodyRuns();
    }

    [Fact]
    public async Task does_not_miss_a_node_agent_that_was_restarted_by_its_supervisor()
    {
        await ComputationAsync();
        Host.BeforeStep = (step, cancellation) =>
        {
            Host.LookingThrows = step == Step.Write;
            return step == Step.Write ? Task.Delay(Timeout.Infinite, cancellation) : Task.CompletedTask;
        };

        await Assert.ThrowsAsync<EntracteException>(() => Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" }));

        EverybodyRuns();
        Host.BeforeStep = (_, _) => Task.CompletedTask;
        await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });
    }

    // It believes that it has been replaced, and throws; its supervisor gives it a new life.
    private void Fail() => Entracte.CoordinatorActor.Tell(new NodeReport { Node = "another", Epoch = long.MaxValue / 4 + Interlocked.Increment(ref failures) });
}
