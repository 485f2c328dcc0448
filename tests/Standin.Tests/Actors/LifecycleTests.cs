using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace Entracte.Standin.Tests.Actors;

public sealed class LifecycleTests : TestKit
{
    [Fact]
    public void An_actor_is_told_when_it_starts_and_when_it_has_stopped()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Diary("a", TestActor)));
        ExpectMsg("a starts");
        Sys.Stop(actor);
        ExpectMsg("a has stopped");
    }

    [Fact]
    public void Children_stop_before_their_parent()
    {
        var parent = Sys.ActorOf(Props.Create(() => new Parent(TestActor)));
        ExpectMsg("parent starts");
        ExpectMsg("child starts");
        Sys.Stop(parent);
        ExpectMsg("child has stopped");
        ExpectMsg("parent has stopped");
    }

    [Fact]
    public void A_poison_pill_lets_earlier_messages_through_and_no_later_ones()
    {
        var echo = Watch(Sys.ActorOf(Props.Create(() => new Echo())));
        echo.Tell("before");
        echo.Tell(PoisonPill.Instance);
        echo.Tell("after");
        ExpectMsg("before");
        ExpectTerminated(echo);
        Assert.False(HasMessages);
    }

    [Fact]
    public void A_stopped_actor_handles_nothing_that_still_lies_in_its_mailbox()
    {
        var actor = Watch(Sys.ActorOf(Props.Create(() => new StopsItself())));
        actor.Tell("first");
        actor.Tell("second");
        ExpectMsg("first");
        ExpectTerminated(actor);
        Assert.False(HasMessages);
    }

    [Fact]
    public void Two_actors_cannot_have_one_name_until_the_first_is_gone()
    {
        var first = Watch(Sys.ActorOf(Props.Create(() => new Echo()), "same"));
        Assert.Throws<InvalidActorNameException>(() => Sys.ActorOf(Props.Create(() => new Echo()), "same"));
        Sys.Stop(first);
        ExpectTerminated(first);
        AwaitAssert(() =>
        {
            var second = Sys.ActorOf(Props.Create(() => new Echo()), "same");
            Assert.Equal(first.Path, second.Path);
            Assert.NotEqual(first, second);
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("$dollar")]
    [InlineData("with space")]
    [InlineData("with/slash")]
    public void A_name_that_is_no_path_element_is_refused(string name) =>
        Assert.Throws<InvalidActorNameException>(() => Sys.ActorOf(Props.Create(() => new Echo()), name));

    [Fact]
    public async Task A_graceful_stop_ends_when_the_actor_has_ended()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Diary("b", TestActor)));
        ExpectMsg("b starts");
        Assert.True(await actor.GracefulStop(TimeSpan.FromSeconds(10)));
        ExpectMsg("b has stopped");
    }

    [Fact]
    public void Behaviours_are_stacked_and_taken_off_again()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Moody()));
        actor.Tell("?");
        ExpectMsg("calm");
        actor.Tell("push");
        actor.Tell("?");
        ExpectMsg("angry");
        actor.Tell("pop");
        actor.Tell("?");
        ExpectMsg("calm");
        actor.Tell("replace");
        actor.Tell("?");
        ExpectMsg("new");
    }

    [Fact]
    public void The_first_handler_that_wants_a_message_takes_it()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Sorter()));
        foreach (var message in new object[] { 5, 50, 500, "text" })
            actor.Tell(message);
        ExpectMsg("small");
        ExpectMsg("middling");
        ExpectMsg("large");
        ExpectMsg("anything");
    }

    [Fact]
    public void An_actor_knows_its_parent_and_its_children()
    {
        var parent = Sys.ActorOf(Props.Create(() => new Parent(TestActor)), "parent");
        ExpectMsg("parent starts");
        ExpectMsg("child starts");
        parent.Tell("children");
        Assert.Equal(["child"], ExpectMsg<string[]>());
        parent.Tell("parent");
        ExpectMsg<IActorRef>(grandparent => Assert.Equal("/user", "/" + string.Join('/', grandparent.Path.Elements)));
        parent.Tell("child");
        ExpectMsg<IActorRef>(child => Assert.EndsWith("/user/parent/child", child.Path.ToString()));
        parent.Tell("stranger");
        ExpectMsg<IActorRef>(stranger => Assert.True(stranger.IsNobody()));
    }

    [Fact]
    public void An_actor_made_with_new_is_refused()
    {
        // On a thread of its own, because the test's own thread may count as the test actor's.
        Exception? refusal = null;
        var thread = new Thread(() => refusal = Record.Exception(() => new Echo()));
        thread.UnsafeStart();
        thread.Join();
        Assert.IsType<ActorInitializationException>(refusal);
    }

    [Fact]
    public async Task A_terminated_system_has_no_actors_left()
    {
        var system = ActorSystem.Create("another");
        var actor = system.ActorOf(Props.Create(() => new Diary("c", TestActor)));
        ExpectMsg("c starts");
        var ended = false;
        system.RegisterOnTermination(() => ended = true);
        await system.Terminate();
        ExpectMsg("c has stopped");
        Assert.True(ended);
        Assert.True(system.WhenTerminated.IsCompleted);
        Assert.ThrowsAny<Exception>(() => system.ActorOf(Props.Create(() => new Echo())));
    }

    private sealed class Diary(string name, IActorRef reader) : ReceiveActor
    {
        protected override void PreStart() => reader.Tell($"{name} starts");

        protected override void PostStop() => reader.Tell($"{name} has stopped");
    }

    private sealed class Parent : ReceiveActor
    {
        private readonly IActorRef _reader;

        public Parent(IActorRef reader)
        {
            _reader = reader;
            Receive<string>(text => text == "children", _ => Sender.Tell(Context.GetChildren().Select(child => child.Path.Name).ToArray()));
            Receive<string>(text => text == "parent", _ => Sender.Tell(Context.Parent));
            Receive<string>(name => Sender.Tell(Context.Child(name)));
        }

        protected override void PreStart()
        {
            _reader.Tell("parent starts");
            Context.ActorOf(Props.Create(() => new Diary("child", _reader)), "child");
        }

        protected override void PostStop() => _reader.Tell("parent has stopped");
    }

    private sealed class StopsItself : ReceiveActor
    {
        public StopsItself() => ReceiveAny(message =>
        {
            Sender.Tell(message);
            Context.Stop(Self);
        });
    }

    private sealed class Moody : ReceiveActor
    {
        public Moody()
        {
            Receive<string>(text => text == "?", _ => Sender.Tell("calm"));
            Receive<string>(text => text == "push", _ => BecomeStacked(Angry));
            Receive<string>(text => text == "replace", _ => Become(() => ReceiveAny(_ => Sender.Tell("new"))));
        }

        private void Angry()
        {
            Receive<string>(text => text == "?", _ => Sender.Tell("angry"));
            Receive<string>(text => text == "pop", _ => UnbecomeStacked());
        }
    }

    private sealed class Sorter : ReceiveActor
    {
        public Sorter()
        {
            Receive<int>(_ => Sender.Tell("small"), number => number < 10);
            Receive<int>(number =>
            {
                if (number >= 100)
                    return false;
                Sender.Tell("middling");
                return true;
            });
            Receive<int>(_ => Sender.Tell("large"));
            ReceiveAny(_ => Sender.Tell("anything"));
        }
    }
}
