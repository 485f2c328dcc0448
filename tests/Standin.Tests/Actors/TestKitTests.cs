using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace Entracte.Standin.Tests.Actors;

/// <summary>The test kit itself: what it says when it is disappointed, and that a probe is a reference like any other.</summary>
public sealed class TestKitTests : TestKit
{
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void A_message_that_does_not_come_fails_the_test() => Assert.ThrowsAny<Exception>(() => ExpectMsg<string>(s_soon));

    [Fact]
    public void A_message_of_another_type_or_value_fails_the_test()
    {
        TestActor.Tell(1);
        Assert.ThrowsAny<Exception>(() => ExpectMsg<string>());
        TestActor.Tell("one");
        Assert.ThrowsAny<Exception>(() => ExpectMsg("two"));
        TestActor.Tell("one");
        Assert.ThrowsAny<Exception>(() => ExpectMsg<string>((string text) => text == "two"));
    }

    [Fact]
    public void A_message_where_none_is_expected_fails_the_test()
    {
        ExpectNoMsg(s_soon);
        TestActor.Tell("surprise");
        Assert.ThrowsAny<Exception>(() => ExpectNoMsg(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void A_filter_that_counts_otherwise_fails_the_test()
    {
        var factory = EventFilter;
        Assert.ThrowsAny<Exception>(() => factory.Error().Expect(1, s_soon, () => { }));
    }

    [Fact]
    public void A_probe_answers_as_itself_and_stands_for_its_reference()
    {
        var probe = CreateTestProbe("probe");
        probe.Ref.Tell("question");
        probe.ExpectMsg("question");
        Assert.Equal(TestActor, probe.Sender);
        probe.Reply("answer");
        ExpectMsg("answer");
        Assert.Equal(probe.Ref, LastSender);
        var echo = Sys.ActorOf(Props.Create(() => new Echo()));
        echo.Tell("for the probe", probe);
        probe.ExpectMsgFrom(echo, "for the probe");
        probe.Forward(TestActor, "forwarded");
        ExpectMsg("forwarded");
        Assert.Equal(echo, LastSender);
    }

    [Fact]
    public void A_pilot_answers_for_a_probe()
    {
        var probe = CreateTestProbe();
        probe.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            sender.Tell($"automatic {message}", probe.Ref);
            return AutoPilot.KeepRunning;
        }));
        probe.Ref.Tell("one");
        probe.Ref.Tell("two");
        ExpectMsg("automatic one");
        ExpectMsg("automatic two");
    }

    [Fact]
    public void What_will_be_true_is_waited_for_and_what_never_will_fails_the_test()
    {
        var tries = 0;
        AwaitAssert(() => Assert.True(++tries > 3));
        AwaitCondition(() => ++tries > 6);
        Assert.ThrowsAny<Exception>(() => AwaitAssert(() => Assert.Fail("never"), s_soon));
        Assert.ThrowsAny<Exception>(() => AwaitCondition(() => false, s_soon));
    }

    [Fact]
    public void A_message_can_be_fished_for_among_others()
    {
        TestActor.Tell(1);
        TestActor.Tell("two");
        TestActor.Tell(3);
        Assert.Equal(3, FishForMessage<int>(number => number > 2));
    }

    [Fact]
    public void Messages_can_be_expected_in_any_order()
    {
        TestActor.Tell("b");
        TestActor.Tell("a");
        ExpectMsgAllOf("a", "b");
    }

    [Fact]
    public void What_happens_within_a_time_shares_it() =>
        Within(TimeSpan.FromSeconds(30), () =>
        {
            TestActor.Tell("in time");
            ExpectMsg("in time");
            Assert.True(RemainingOrDefault <= TimeSpan.FromSeconds(30));
        });
}
