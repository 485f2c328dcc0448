using Akka.Actor;
using Entracte.Coordinator.Actors.Tests.Twins;
using Entracte.Coordinator.Migrations;
using Xunit.Abstractions;

namespace Entracte.Coordinator.Actors.Tests;

/// <summary>The test is its coordinator.</summary>
public sealed class An_eviction(ITestOutputHelper output) : EntracteTest(output)
{
    private static readonly SystemStatus Status = new()
    {
        Nodes = [new NodeStatus { Name = "first", Reachable = true }, new NodeStatus { Name = "second", Reachable = true, IsClosed = true }],
        Computations = [new ComputationStatus { Id = "job-id", Name = "job", Roots = [new ProcessSummary { Node = "second", HostPid = 1 }] }],
    };

    [Fact]
    public void that_is_withdrawn_while_it_looks_moves_nothing_more()
    {
        Evict();
        ExpectMsg<StatusRequest>();
        var eviction = Watch(LastSender);
        eviction.Tell(new WithdrawRequest { RequestId = "request" });
        eviction.Tell(Status);
        Assert.Equal(FailureKind.Cancelled, ExpectMsg<Failure>().Kind);
        ExpectTerminated(eviction);
    }

    [Fact]
    public void that_is_withdrawn_while_something_moves_gives_that_up_as_well()
    {
        Evict();
        ExpectMsg<StatusRequest>();
        var eviction = Watch(LastSender);
        eviction.Tell(Status);
        var moving = ExpectMsg<MigrateRequest>();
        eviction.Tell(new WithdrawRequest { RequestId = "request" });
        Assert.Equal(moving.RequestId, ExpectMsg<WithdrawRequest>().RequestId);
        eviction.Tell(Failure.Of(FailureKind.Cancelled, "job: the one who asked has withdrawn"));
        Assert.Equal(FailureKind.Cancelled, ExpectMsg<Failure>().Kind);
        ExpectTerminated(eviction);
    }

    private void Evict()
    {
        var (test, request) = (TestActor, new EvictRequest { Node = "second", RequestId = "request" });
        Sys.ActorOf(Props.Create(() => new Parent(test, request)));
    }

    /// <summary>Says to the test what is said to it.</summary>
    private sealed class Parent : ReceiveActor
    {
        public Parent(IActorRef test, EvictRequest request)
        {
            Context.ActorOf(Props.Create(() => new EvictionActor(request, test)));
            ReceiveAny(said => test.Forward(said));
        }
    }
}
