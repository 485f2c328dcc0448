using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using Entracte.Coordinator.Actors.Tests.Twins;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Coordination;
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
/// Of what others start anew when a node is lost: the order that lets it run may be on its way for long, over a link that loses all that is said back. Leases go by a clock that stands still
/// unless the test moves it, and no other wait has an end within the test.
/// </summary>
public sealed class A_restart_that_needs_a_lease : TestKit
{
    private const double Lease = 10_000;
    private const double Grace = 3_000;
    private const string Settings = """
        akka {
          loglevel = WARNING
          actor { provider = cluster, serialize-messages = on }
          remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
          cluster { roles = [coordinator, node], gossip-interval = 100ms, leader-actions-interval = 100ms }
          test { default-timeout = 60s, single-expect-default = 60s }
        }
        entracte {
          node { report-interval = 20ms, look-interval = 20ms }
          images.directory = "/images"
          fencing { lease = 10s, grace = 3s }
          coordinator.node-unreachable-after = 900s
          attempt { nudge-interval = 200ms, silence-max = 900s, step-timeout = 900s, undo-timeout = 900s }
        }
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly HandMovedClock clock = new();
    private readonly SimulatedHost host = new() { Name = "far" };

    public A_restart_that_needs_a_lease(ITestOutputHelper output)
        : base(ConfigurationFactory.ParseString(Settings), "entracte", output)
        => EntracteSerializer.Bind((ExtendedActorSystem)Sys);

    private static AttemptKey Key { get; } = new() { Epoch = 1, ComputationId = "job-id", Generation = 1, Serial = 1, Kind = RouteKind.Restart };

    [Fact]
    public void runs_by_a_lease_that_counts_from_the_question_with_which_the_restoration_began()
    {
        var agent = Agent(TestActor, host);
        Begin(agent, TestActor);
        var asked = FishForMessage<NodeReport>(report => report.Restoring is [{ ComputationId: "job-id", Life: 1 }]);
        Grant(agent, asked.SentAtMilliseconds);
        WalkToTheLast(agent);
        clock.Pass(4_000);
        Order(agent, Step.Run);
        FishForMessage<StepReached>(reached => reached.Step == Step.Run);
        Assert.False(Restored.IsSuspended);

        FishForMessage<NodeReport>(report => report is { SentAtMilliseconds: 4_000, Restoring: [], IsLeaseOver: false, Registrations: [{ Roots.Length: 1 }] });
        clock.Pass(Lease - 4_000);
        Assert.True(FishForMessage<NodeReport>(report => report.SentAtMilliseconds == Lease).IsLeaseOver);
        AwaitAssert(() => Assert.True(Restored.IsHeld));
    }

    [Fact]
    public void does_not_run_when_the_order_for_it_comes_after_the_lease_has_run_out_and_does_when_it_is_ordered_again_with_a_new_one()
    {
        var agent = Agent(TestActor, host);
        Begin(agent, TestActor);
        Grant(agent, FishForMessage<NodeReport>(report => report.Restoring.Length > 0).SentAtMilliseconds);
        WalkToTheLast(agent);
        clock.Pass(Lease);
        Order(agent, Step.Run);
        Assert.Equal(Step.RebuildThreads, FishForMessage<StepReached>(_ => true).Step);
        Assert.True(Restored.IsSuspended);

        Grant(agent, FishForMessage<NodeReport>(report => report.SentAtMilliseconds == Lease).SentAtMilliseconds);
        FishForMessage<OrderAwaited>(awaited => awaited.Key == Key);
        Order(agent, Step.Run);
        FishForMessage<StepReached>(reached => reached.Step == Step.Run);
        Assert.False(Restored.IsSuspended);
    }

    [Fact]
    public void is_taken_down_where_nobody_grants_a_lease()
    {
        var agent = Agent(TestActor, host);
        Begin(agent, TestActor);
        WalkToTheLast(agent);
        Order(agent, Step.Run);
        Assert.Equal(Step.RebuildThreads, FishForMessage<StepReached>(_ => true).Step);
        clock.Pass((1.5 * Lease) + Grace);
        Order(agent, Step.Run);
        Assert.Contains("far may not let it run: no coordinator that hears the majority of the nodes", FishForMessage<StepBroke>(_ => true).Failure.Reason);
        FishForMessage<AttemptUndone>(undone => undone.Key == Key);
        Assert.False(Restored.IsAlive);
    }

    [Fact]
    public void of_a_coordinator_that_was_replaced_does_not_run_by_a_lease_of_the_next_one()
    {
        var agent = Agent(TestActor, host);
        Begin(agent, TestActor);
        WalkToTheLast(agent);
        Grant(agent, sentAt: 0, epoch: 2);
        Assert.Empty(FishForMessage<NodeReport>(report => report.Epoch == 2).Restoring);
        Order(agent, Step.Run);
        Assert.Equal(2, FishForMessage<OrderFenced>(_ => true).Epoch);
        AwaitAssert(() => Assert.False(Restored.IsAlive));
    }

    [Fact]
    public async Task does_not_live_twice_when_its_node_hears_only_after_lease_and_grace_that_it_may_run()
    {
        await Cluster.Get(Sys).JoinAsync(Cluster.Get(Sys).SelfAddress).WaitAsync(Patience);
        var (near, link) = (new SimulatedHost { Name = "near" }, new LateLink(message => message is StepOrder { Step: Step.Run }));
        var settings = SettingsOf("near");
        var coordinator = Sys.ActorOf(Props.Create(() => new Coordination.Coordinator(new EpochSource(clock), clock, settings)));
        Agent(coordinator, near);
        var agent = Agent(link.EndFor(coordinator, isOfNode: false, Sys), host);
        await AwaitAssertAsync(async () => Assert.Equal(2, (await coordinator.Ask<SystemStatus>(new StatusRequest(), Patience)).Nodes.Length), Patience);

        coordinator.Tell(RestartOn("far"), TestActor);
        await link.IsCut.WaitAsync(Patience);
        link.Lose(agent, Sys);
        Assert.Equal(FailureKind.NodeLost, FishForMessage<Failure>(_ => true).Kind);
        // So long nobody starts it anew by himself.
        clock.Pass(Lease + Grace);
        coordinator.Tell(RestartOn("near"), TestActor);
        FishForMessage<RestartResult>(_ => true);
        Assert.False(Assert.Single(near.Processes).IsSuspended);

        link.DeliverLate();
        Assert.Equal(Step.RebuildThreads, await link.StepSaid.WaitAsync(Patience));
        Assert.True(Restored.IsSuspended, "it lives on both nodes");
    }

    private static void Begin(IActorRef agent, IActorRef asker) => agent.Tell(
        new BeginRestoration
        {
            Key = Key, RestartId = "restart", Name = "job", Directory = "/images/job/1", Detached = true,
            Registration = new Registration { ComputationId = "job-id", Name = "job", ImagesDirectory = "/images", Life = 1, Policy = new RecoveryPolicy { OnNodeLoss = OnNodeLoss.Restart } },
        },
        asker);

    private void Order(IActorRef agent, Step step) => agent.Tell(new StepOrder { Key = Key, Step = step }, TestActor);

    private static void Grant(IActorRef agent, double sentAt, long epoch = 1) => agent.Tell(new LeaseGranted { Epoch = epoch, SentAtMilliseconds = sentAt, LeaseMilliseconds = Lease });

    private void WalkToTheLast(IActorRef agent)
    {
        foreach (var step in Route.Restart.Steps.TakeWhile(step => step != Step.Run))
        {
            if (step != Step.Verify)
                Order(agent, step);
            FishForMessage<StepReached>(reached => reached.Step == step);
        }
    }

    /// <summary>One that has an image of it.</summary>
    private IActorRef Agent(IActorRef coordinator, SimulatedHost twin)
    {
        var (stores, settings) = (new SimulatedImageStores(), SettingsOf(twin.Name));
        using (var image = stores.At("/images").Begin("job", 1))
            image.Commit(new InventoryRecord { ComputationId = "job-id", Name = "job", Generation = 1 });
        var service = new ServiceKeeper(twin.Name, new NoServiceJournal(), clock.MonotonicMilliseconds);
        var (machine, registrations) = (new HostRecord { Node = twin.Name }, new Registrations(twin.Name, "/images"));
        return Sys.ActorOf(Props.Create(
            () => new NodeAgent(coordinator, twin, stores, clock, machine, registrations, new NoJournal(), new NoFence(), service, null, settings)));
    }

    private SimulatedProcess Restored => Assert.Single(host.Processes);

    private RestartRequest RestartOn(string node) => new()
    {
        Target = "job", Node = node, Detached = true, RequestId = $"on-{node}", Policy = new RecoveryPolicy { OnNodeLoss = OnNodeLoss.Restart },
    };

    private EntracteSettings SettingsOf(string name)
        => EntracteSettings.Of(ConfigurationFactory.ParseString($"entracte.node.name = {name}").WithFallback(Sys.Settings.Config).WithFallback(EntracteConfiguration.Reference));
}
