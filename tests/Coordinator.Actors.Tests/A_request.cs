using Akka.Actor;
using Akka.Configuration;
using Entracte.Coordinator.Actors.Tests.Twins;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Coordination;
using Entracte.Coordinator.Nodes;
using Entracte.Coordinator.Questions;
using Xunit.Abstractions;

namespace Entracte.Coordinator.Actors.Tests;

/// <summary>A request over a link that may lose it, and its answer as well.</summary>
public sealed class A_request(ITestOutputHelper output) : EntracteTest(output)
{
    private const string Quick = "entracte { attempt { nudge-interval = 50ms, silence-max = 100ms, step-timeout = 60s }\n coordinator.answer-timeout = 60s }";
    private static readonly CheckpointRequest Request = new() { Target = "job", RequestId = "request" };

    [Fact]
    public async Task that_comes_twice_is_done_once_and_its_answer_is_said_again_to_whoever_still_looks_for_it()
    {
        var (root, _) = await ComputationAsync();
        Assert.False(Look().HasRequest);
        Entracte.CoordinatorActor.Tell(Request, TestActor);
        Entracte.CoordinatorActor.Tell(Request, TestActor);
        var answer = ExpectMsg<CheckpointResult>();

        Assert.True(Look().HasRequest);
        Assert.Equal(answer.Generation, ExpectMsg<CheckpointResult>().Generation);
        Assert.Equal(1, root.Suspensions);
        Assert.Single(Stores.Committed);
    }

    [Fact]
    public async Task that_was_lost_is_said_again()
    {
        var answer = Ask(Quick);
        Welcome(epoch: 1, hasRequest: false);
        FishForMessage<CheckpointRequest>(_ => true);
        Welcome(epoch: 1, hasRequest: false);
        FishForMessage<CheckpointRequest>(_ => true);
        Welcome(epoch: 1, hasRequest: true);
        Welcome(epoch: 1, hasRequest: true);
        LastSender.Tell(new CheckpointResult { Generation = 7 });
        Assert.Equal(7, Assert.IsType<CheckpointResult>(await answer).Generation);
    }

    [Fact]
    public async Task whose_coordinator_has_a_successor_ends_when_that_knows_nothing_of_it()
    {
        var answer = Ask(Quick);
        Welcome(epoch: 1, hasRequest: false);
        FishForMessage<CheckpointRequest>(_ => true);
        Welcome(epoch: 1, hasRequest: true);
        Welcome(epoch: 2, hasRequest: false);
        Assert.Contains("was replaced", Assert.IsType<Failure>(await answer).Reason);
        Assert.Equal("request", FishForMessage<WithdrawRequest>(_ => true).RequestId);
    }

    [Fact]
    public async Task that_has_come_to_the_successor_on_its_way_is_answered_by_that()
    {
        var answer = Ask(Quick);
        Welcome(epoch: 1, hasRequest: false);
        FishForMessage<CheckpointRequest>(_ => true);
        Welcome(epoch: 2, hasRequest: true);
        LastSender.Tell(new CheckpointResult { Generation = 7 });
        Assert.IsType<CheckpointResult>(await answer);
    }

    [Theory]
    [InlineData("entracte { attempt { nudge-interval = 50ms, step-timeout = 60s }\n coordinator.answer-timeout = 200ms }", "whether it is done is not known")]
    [InlineData("entracte { attempt { nudge-interval = 50ms, step-timeout = 100ms }\n coordinator.answer-timeout = 60s }", "has not come through")]
    public async Task that_nobody_answers_ends_and_says_so(string settings, string reason)
    {
        var answer = Ask(settings);
        Welcome(epoch: 1, hasRequest: false);
        FishForMessage<CheckpointRequest>(_ => true);
        Assert.Contains(reason, Assert.IsType<Failure>(await answer).Reason);
    }

    [Fact]
    public async Task that_is_given_up_is_withdrawn_also_when_it_is_being_done_already()
    {
        await ComputationAsync();
        var reached = new TaskCompletionSource();
        Host.BeforeStep = (step, cancellation) =>
        {
            if (step != Step.Write)
                return Task.CompletedTask;
            reached.TrySetResult();
            return Task.Delay(Timeout.Infinite, cancellation);
        };
        Look();
        Entracte.CoordinatorActor.Tell(Request, TestActor);
        await reached.Task;

        Entracte.CoordinatorActor.Tell(new WithdrawRequest { RequestId = Request.RequestId }, TestActor);

        Assert.Equal(FailureKind.Cancelled, ExpectMsg<Failure>().Kind);
        EverybodyRuns();
        Assert.Empty(Stores.Committed);
    }

    [Fact]
    public async Task that_comes_only_after_it_was_withdrawn_is_not_done()
    {
        var (root, _) = await ComputationAsync();
        Look();
        Entracte.CoordinatorActor.Tell(new WithdrawRequest { RequestId = Request.RequestId }, TestActor);
        Entracte.CoordinatorActor.Tell(Request, TestActor);

        Assert.True(Look().HasRequest);
        Assert.Equal(FailureKind.Cancelled, ExpectMsg<Failure>().Kind);
        // Behind it in the same queue.
        await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });
        Assert.Equal(1, root.Suspensions);
    }

    private NodeWelcome Look()
    {
        Entracte.CoordinatorActor.Tell(new CoordinatorProbe(), TestActor);
        return ExpectMsg<NodeWelcome>();
    }

    /// <summary>At a door that is the test itself.</summary>
    private Task<object> Ask(string settings)
    {
        var (door, answered) = (TestActor, new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously));
        var read = EntracteSettings.Of(ConfigurationFactory.ParseString(settings).WithFallback(Sys.Settings.Config).WithFallback(EntracteConfiguration.Reference));
        Sys.ActorOf(Props.Create(() => new Asking(door, Request, Request.RequestId, answered, read)));
        return answered.Task;
    }

    private void Welcome(long epoch, bool hasRequest)
    {
        FishForMessage<CoordinatorProbe>(_ => true);
        LastSender.Tell(new NodeWelcome { Epoch = epoch, HasRequest = hasRequest });
    }
}
