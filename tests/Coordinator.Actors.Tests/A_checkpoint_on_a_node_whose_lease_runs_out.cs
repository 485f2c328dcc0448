using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using Entracte.Coordinator.Actors.Tests.Twins;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Checkpoints;
using Entracte.Coordinator.Fencing;
using Entracte.Coordinator.Nodes;
using Entracte.Coordinator.Ports;
using Entracte.Coordinator.Restarts;
using Entracte.Coordinator.Service;
using Entracte.Coordinator.Wire;
using Entracte.ImageFormat.Records;
using Xunit.Abstractions;

namespace Entracte.Coordinator.Actors.Tests;

/// <summary>
/// What is stopped for want of a lease must not be so in an image: after a restart nobody lets it go. Leases go by a clock that stands still unless the test moves it, and no other wait has
/// an end within the test.
/// </summary>
public sealed class A_checkpoint_on_a_node_whose_lease_runs_out : TestKit
{
    private const double Lease = 10_000;
    private const string Settings = """
        akka {
          loglevel = WARNING
          actor { provider = cluster, serialize-messages = on }
          remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
          cluster.roles = [coordinator, node]
          test { default-timeout = 60s, single-expect-default = 60s }
        }
        entracte {
          node { report-interval = 20ms, look-interval = 900s }
          fencing { lease = 10s, grace = 3s }
          coordinator.node-unreachable-after = 900s
          attempt { nudge-interval = 900s, silence-max = 900s, step-timeout = 900s, undo-timeout = 900s }
        }
        """;

    private readonly HandMovedClock clock = new();
    private readonly SimulatedHost host = new() { Name = "far" };
    private readonly ToldFence fence = new();
    private readonly SimulatedProcess root;
    private readonly IActorRef agent;
    private long serial;

    public A_checkpoint_on_a_node_whose_lease_runs_out(ITestOutputHelper output)
        : base(ConfigurationFactory.ParseString(Settings), "entracte", output)
    {
        EntracteSerializer.Bind((ExtendedActorSystem)Sys);
        root = host.Add();
        var settings = EntracteSettings.Of(
            ConfigurationFactory.ParseString("entracte.node.name = far").WithFallback(Sys.Settings.Config).WithFallback(EntracteConfiguration.Reference));
        var service = new ServiceKeeper("far", new NoServiceJournal(), clock.MonotonicMilliseconds);
        var registrations = new Registrations("far", "/images");
        registrations.Put(
            new Registration
            {
                ComputationId = "job-id", Name = "job", ImagesDirectory = "/images", Policy = new RecoveryPolicy { OnNodeLoss = OnNodeLoss.Restart },
                Roots = [new ProcessSummary { Node = "far", HostPid = root.HostPid, Pid = root.Pid }],
            },
            []);
        agent = Sys.ActorOf(Props.Create(() => new NodeAgent(
            TestActor, host, new SimulatedImageStores(), clock, new HostRecord { Node = "far" }, registrations, new NoJournal(), fence, service, null, settings)));
        FishForMessage<NodeReport>(report => report.Registrations is [{ Roots.Length: 1 }]);
        Grant();
    }

    private AttemptKey Key => new() { Epoch = 1, ComputationId = "job-id", Generation = 1, Serial = serial, Kind = RouteKind.Checkpoint };

    [Fact]
    public void is_given_up_when_its_members_are_stopped_while_they_are_suspended_and_succeeds_when_they_have_been_let_go()
    {
        Begin();
        FishForMessage<StepReached>(reached => reached.Step == Step.Suspend);
        clock.Pass(Lease);
        AwaitAssert(() => Assert.True(root.IsHeld));
        // An answer in time for the rest makes nothing undone.
        Grant();
        AwaitAssert(() => Assert.False(root.IsHeld));
        ExpectRefusal(WalkToTheWritten());

        ExpectSuccess();
    }

    [Fact]
    public void is_given_up_when_the_fence_has_stopped_them_for_a_moment_that_the_agent_did_not_notice()
    {
        Begin();
        FishForMessage<StepReached>(reached => reached.Step == Step.Suspend);
        fence.Stops = new FenceStops(1, []);
        ExpectRefusal(WalkToTheWritten());

        ExpectSuccess();
    }

    [Fact]
    public void is_refused_as_long_as_the_fence_holds_them()
    {
        fence.Stops = new FenceStops(1, ["job-id"]);
        Begin();
        ExpectRefusal(FishForMessage<StepBroke>(_ => true));

        fence.Stops = new FenceStops(1, ["another-id"]);
        ExpectSuccess();
    }

    [Fact]
    public void succeeds_when_the_coordinator_has_let_them_go_that_held_them_while_the_lease_was_renewed()
    {
        clock.Pass(Lease);
        AwaitAssert(() => Assert.True(root.IsHeld));
        agent.Tell(new HoldRoots { Epoch = 1, ComputationId = "job-id", Hold = true });
        Grant();
        agent.Tell(new HoldRoots { Epoch = 1, ComputationId = "job-id", Hold = false });
        AwaitAssert(() => Assert.False(root.IsHeld));
        ExpectSuccess();
    }

    [Fact]
    public void does_not_mind_a_lease_that_was_renewed_in_time()
    {
        Begin();
        FishForMessage<StepReached>(reached => reached.Step == Step.Suspend);
        clock.Pass(Lease - 1);
        Grant();
        clock.Pass(Lease - 1);
        foreach (var step in new[] { Step.TakeInventory, Step.Drain, Step.Write })
            Reach(step);
    }

    /// <summary>Tried again as a coordinator does: the agent may not have heard yet that all have been let go.</summary>
    private void ExpectSuccess()
    {
        AwaitAssert(() =>
        {
            Begin();
            Assert.IsType<StepReached>(FishForMessage<object>(message => message is StepBroke broke ? broke.Key == Key : message is StepReached reached && reached.Key == Key));
        });
        foreach (var step in new[] { Step.TakeInventory, Step.Drain, Step.Write })
            Reach(step);
    }

    private StepBroke WalkToTheWritten()
    {
        Reach(Step.TakeInventory);
        Reach(Step.Drain);
        Order(Step.Write);
        return FishForMessage<StepBroke>(_ => true);
    }

    private void ExpectRefusal(StepBroke broke)
    {
        Assert.Equal(("on far, which no coordinator has answered for a while, job is stopped; ask again", true), (broke.Failure.Reason, broke.Failure.IsTransient));
        AwaitAssert(() => Assert.False(root.IsSuspended));
    }

    private void Begin()
    {
        serial++;
        agent.Tell(new BeginCut { Key = Key, Name = "job", ImagesDirectory = "/images", RootHostPids = [root.HostPid] }, TestActor);
    }

    private void Reach(Step step)
    {
        Order(step);
        FishForMessage<StepReached>(reached => reached.Key == Key && reached.Step == step);
    }

    private void Order(Step step) => agent.Tell(new StepOrder { Key = Key, Step = step }, TestActor);

    private void Grant()
    {
        var now = clock.MonotonicMilliseconds;
        agent.Tell(new LeaseGranted { Epoch = 1, SentAtMilliseconds = FishForMessage<NodeReport>(report => report.SentAtMilliseconds == now).SentAtMilliseconds, LeaseMilliseconds = Lease });
    }

    private sealed class ToldFence : IFence
    {
        private volatile FenceStops stops = FenceStops.None;

        public TimeSpan? Inherited => null;

        public FenceStops Stops
        {
            get => stops;
            set => stops = value;
        }

        public Task RenewAsync(IReadOnlyList<FencedComputation> computations, TimeSpan remaining) => Task.CompletedTask;
    }
}
