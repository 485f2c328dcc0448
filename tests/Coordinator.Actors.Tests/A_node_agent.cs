using Akka.Actor;
using Akka.Configuration;
using Entracte.Coordinator.Actors.Tests.Twins;
using Entracte.Coordinator.Coordination;
using Entracte.Coordinator.Nodes;
using Entracte.Coordinator.Ports;
using Entracte.Coordinator.Service;
using Entracte.ImageFormat.Records;
using Xunit.Abstractions;

namespace Entracte.Coordinator.Actors.Tests;

/// <summary>Over a link that may lose what it says to the coordinator, and the answers; the test is the coordinator.</summary>
public sealed class A_node_agent(ITestOutputHelper output) : EntracteTest(output)
{
    private readonly SimulatedHost host = new();

    [Fact]
    public async Task asks_again_for_the_checkpoint_with_which_a_computation_leaves_when_the_question_was_lost()
    {
        var root = await RegisterAsync(Agent(), new StandingOrders { LeaveSignal = 15, LeaveStatus = 85 });
        root.PendingSignals = 1ul << 14;

        Welcome(hasRequest: false);
        var lost = FishForMessage<CheckpointRequest>(_ => true);
        Welcome(hasRequest: false);
        var heard = FishForMessage<CheckpointRequest>(_ => true);
        var asker = LastSender;

        Assert.Equal(("job-id", true, 85, "here"), (heard.Target, heard.Kill, heard.ExitStatus, heard.Node));
        Assert.Equal(lost, heard);
        asker.Tell(Failure.Of(FailureKind.Obstacles, "something is in the way"));
        // Not at once, and then anew.
        Assert.NotEqual(heard.RequestId, NextRequest().RequestId);
    }

    [Fact]
    public async Task obeys_no_coordinator_that_has_been_replaced()
    {
        var agent = Agent();
        var root = await RegisterAsync(agent, StandingOrders.None);
        agent.Tell(new NodeWelcome { Epoch = 2 });
        Order(agent, epoch: 1);
        agent.Tell(new NodeWelcome { Epoch = 3 });

        var told = FishForMessage<NodeReport>(report => report.Epoch == 3);
        Assert.False(told.IsClosed);
        Assert.Equal((1, false), (Assert.Single(told.Registrations).Roots.Length, told.Registrations[0].IsHeld));
        Assert.Equal((true, false), (root.IsAlive, root.IsHeld));

        Order(agent, epoch: 3);
        await AwaitAssertAsync(() => Assert.Equal((false, true), (root.IsAlive, root.IsHeld)));
        FishForMessage<NodeReport>(report => report.IsClosed && report.Registrations is [{ Roots: [] }]);
    }

    private static void Order(IActorRef agent, long epoch)
    {
        agent.Tell(new CloseNode { Closed = true, Epoch = epoch });
        agent.Tell(new HoldRoots { ComputationId = "job-id", Hold = true, Epoch = epoch });
        agent.Tell(new LifeOver { ComputationId = "job-id", Life = 1, Epoch = epoch });
    }

    private IActorRef Agent()
    {
        var (coordinator, twin, stores, clock) = (TestActor, host, new SimulatedImageStores(), new SystemClock());
        var settings = EntracteSettings.Of(ConfigurationFactory.ParseString("entracte.node.leave-retry = 100ms").WithFallback(Sys.Settings.Config).WithFallback(EntracteConfiguration.Reference));
        var service = new ServiceKeeper("here", new NoServiceJournal(), clock.MonotonicMilliseconds);
        var (machine, registrations) = (new HostRecord { Node = "here" }, new Registrations("here", "/images"));
        return Sys.ActorOf(Props.Create(
            () => new NodeAgent(coordinator, twin, stores, clock, machine, registrations, new NoJournal(), new NoFence(), service, null, settings)));
    }

    private void Welcome(bool hasRequest)
    {
        FishForMessage<CoordinatorProbe>(_ => true);
        LastSender.Tell(new NodeWelcome { Epoch = 1, HasRequest = hasRequest });
    }

    private CheckpointRequest NextRequest()
    {
        // Probes of the one that has been answered may still be here.
        while (true)
        {
            switch (FishForMessage(said => said is CoordinatorProbe or CheckpointRequest))
            {
                case CheckpointRequest request:
                    return request;
                default:
                    LastSender.Tell(new NodeWelcome { Epoch = 1 });
                    break;
            }
        }
    }

    private async Task<SimulatedProcess> RegisterAsync(IActorRef agent, StandingOrders standing)
    {
        var root = host.Add();
        await agent.Ask<ComputationStatus>(new RegisterRequest { Pid = root.HostPid, Name = "job", ComputationId = "job-id", Standing = standing });
        return root;
    }
}
