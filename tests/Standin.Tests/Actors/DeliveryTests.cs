using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Xunit2;

namespace Entracte.Standin.Tests.Actors;

public sealed class DeliveryTests : TestKit
{
    [Fact]
    public void Messages_of_one_sender_arrive_in_the_order_they_were_sent()
    {
        var echo = Sys.ActorOf(Props.Create(() => new Echo()));
        for (var number = 0; number < 1000; number++)
            echo.Tell(number);
        Assert.Equal(Enumerable.Range(0, 1000).Cast<object>(), ReceiveN(1000));
    }

    [Fact]
    public void An_actor_handles_one_message_at_a_time_and_none_is_lost_however_many_send()
    {
        const int Senders = 8;
        const int Each = 20_000;
        var counter = Sys.ActorOf(Props.Create(() => new UnguardedCounter(Senders * Each, TestActor)));
        Parallel.For(0, Senders, _ =>
        {
            for (var sent = 0; sent < Each; sent++)
                counter.Tell(1, ActorRefs.NoSender);
        });
        ExpectMsg(Senders * Each, TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void A_ball_that_thousands_of_actors_pass_on_is_never_dropped()
    {
        var next = TestActor;
        for (var number = 0; number < 2000; number++)
        {
            var to = next;
            next = Sys.ActorOf(Props.Create(() => new Passer(to)));
        }
        for (var round = 0; round < 20; round++)
            next.Tell(0);
        Assert.All(ReceiveN(20, TimeSpan.FromSeconds(60)), passes => Assert.Equal(2000, passes));
    }

    [Fact]
    public void The_reply_goes_to_the_sender_and_a_forwarded_message_keeps_its_sender()
    {
        var echo = Sys.ActorOf(Props.Create(() => new Echo()));
        var forwarder = Sys.ActorOf(Props.Create(() => new Forwarder(echo)));
        forwarder.Tell("hello");
        ExpectMsg("hello");
        Assert.Equal(echo, LastSender);
    }

    [Fact]
    public void A_message_without_a_sender_has_the_dead_letters_as_sender()
    {
        var teller = Sys.ActorOf(Props.Create(() => new SenderTeller(TestActor)));
        teller.Tell("who?", ActorRefs.NoSender);
        ExpectMsg<IActorRef>(sender => Assert.Equal(Sys.DeadLetters, sender));
    }

    [Fact]
    public void A_message_to_a_stopped_actor_is_a_dead_letter()
    {
        var echo = Sys.ActorOf(Props.Create(() => new Echo()));
        Watch(echo);
        Sys.Stop(echo);
        ExpectTerminated(echo);
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        echo.Tell("too late");
        ExpectMsg<DeadLetter>(letter => Assert.Equal("too late", letter.Message));
    }

    [Fact]
    public void A_message_that_no_handler_wants_is_published_as_unhandled()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(UnhandledMessage));
        var picky = Sys.ActorOf(Props.Create(() => new Picky()));
        picky.Tell("a text");
        ExpectMsg<UnhandledMessage>(unhandled => Assert.Equal(("a text", picky), (unhandled.Message, unhandled.Recipient)));
    }

    [Fact]
    public void A_selection_finds_actors_by_path_by_wildcard_and_upwards()
    {
        var parent = Sys.ActorOf(Props.Create(() => new Family()), "family");
        parent.Tell("ready?");
        ExpectMsg("ready");
        Sys.ActorSelection("/user/family/one").Tell("x");
        ExpectMsg("one:x");
        Sys.ActorSelection("/user/family/t*").Tell("y");
        ExpectMsgAllOf("two:y", "three:y");
        Sys.ActorSelection("/user/family/one/../two").Tell("z");
        ExpectMsg("two:z");
    }

    [Fact]
    public async Task A_selection_of_nobody_resolves_to_an_error()
    {
        await Assert.ThrowsAsync<ActorNotFoundException>(() => Sys.ActorSelection("/user/nobody").ResolveOne(TimeSpan.FromSeconds(5)));
        var echo = Sys.ActorOf(Props.Create(() => new Echo()), "somebody");
        Assert.Equal(echo, await Sys.ActorSelection("/user/somebody").ResolveOne(TimeSpan.FromSeconds(5)));
    }

    private sealed class UnguardedCounter : ReceiveActor
    {
        private int _count;

        public UnguardedCounter(int expected, IActorRef whom) => Receive<int>(one =>
        {
            // Not atomic on purpose: two handlers at once, or a write not seen, would lose counts.
            _count += one;
            if (_count == expected)
                whom.Tell(_count);
        });
    }

    private sealed class Passer : ReceiveActor
    {
        public Passer(IActorRef next) => Receive<int>(passes => next.Tell(passes + 1));
    }

    private sealed class Forwarder : ReceiveActor
    {
        public Forwarder(IActorRef to) => ReceiveAny(to.Forward);
    }

    private sealed class SenderTeller : ReceiveActor
    {
        public SenderTeller(IActorRef whom) => ReceiveAny(_ => whom.Tell(Sender));
    }

    private sealed class Picky : ReceiveActor
    {
        public Picky() => Receive<int>(_ => { });
    }

    private sealed class Family : ReceiveActor
    {
        public Family()
        {
            foreach (var name in new[] { "one", "two", "three" })
                Context.ActorOf(Props.Create(() => new Named()), name);
            Receive<string>(_ => Sender.Tell("ready"));
        }
    }

    private sealed class Named : ReceiveActor
    {
        public Named() => Receive<string>(text => Sender.Tell($"{Self.Path.Name}:{text}"));
    }
}
