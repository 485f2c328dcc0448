using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace Entracte.Standin.Tests.Actors;

public sealed class DeathWatchTests : TestKit
{
    [Fact]
    public void A_watcher_is_told_once_when_the_watched_actor_stops()
    {
        var watched = Sys.ActorOf(Props.Create(() => new Echo()));
        var watcher = Sys.ActorOf(Props.Create(() => new Watcher(TestActor)));
        watcher.Tell(watched);
        ExpectMsg("watching");
        Sys.Stop(watched);
        ExpectMsg<IActorRef>(gone => Assert.Equal(watched, gone));
        watcher.Tell("anything more?");
        ExpectMsg("no");
    }

    [Fact]
    public void Whoever_watches_an_actor_that_is_already_gone_is_told_so_as_well()
    {
        var watched = Watch(Sys.ActorOf(Props.Create(() => new Echo())));
        Sys.Stop(watched);
        ExpectTerminated(watched);
        var watcher = Sys.ActorOf(Props.Create(() => new Watcher(TestActor)));
        watcher.Tell(watched);
        ExpectMsg("watching");
        ExpectMsg<IActorRef>(gone => Assert.Equal(watched, gone));
    }

    [Fact]
    public void An_unwatched_actor_ends_without_a_word()
    {
        var watched = Sys.ActorOf(Props.Create(() => new Echo()));
        var watcher = Sys.ActorOf(Props.Create(() => new Watcher(TestActor)));
        watcher.Tell(watched);
        ExpectMsg("watching");
        watcher.Tell(new Forget(watched));
        ExpectMsg("forgotten");
        Watch(watched);
        Sys.Stop(watched);
        ExpectTerminated(watched);
        watcher.Tell("anything more?");
        ExpectMsg("no");
    }

    [Fact]
    public void A_watcher_may_choose_the_message_it_is_told_with()
    {
        var watched = Sys.ActorOf(Props.Create(() => new Echo()));
        var watcher = Sys.ActorOf(Props.Create(() => new OwnWords(watched, TestActor)));
        watcher.Tell("ready?");
        ExpectMsg("ready");
        Sys.Stop(watched);
        ExpectMsg("it is gone");
    }

    [Fact]
    public void A_watcher_that_does_not_handle_the_end_breaks_with_a_death_pact()
    {
        var watched = Sys.ActorOf(Props.Create(() => new Echo()));
        var watcher = Watch(Sys.ActorOf(Props.Create(() => new Careless(watched))));
        watcher.Tell("ready?");
        ExpectMsg("ready");
        Sys.Stop(watched);
        ExpectTerminated(watcher);
    }

    [Fact]
    public void A_restarted_actor_is_not_reported_as_gone()
    {
        var watched = Watch(Sys.ActorOf(Props.Create(() => new Echo())));
        watched.Tell(new InvalidOperationException("boom"));
        watched.Tell("still there");
        ExpectMsg("still there");
    }

    [Fact]
    public void A_child_can_be_made_again_under_its_name_once_its_end_is_known()
    {
        var parent = Sys.ActorOf(Props.Create(() => new Replacer()));
        for (var generation = 1; generation <= 50; generation++)
        {
            parent.Tell("replace");
            ExpectMsg(generation);
        }
    }

    [Fact]
    public void However_many_come_and_go_every_one_is_reported_gone_once()
    {
        var nursery = Sys.ActorOf(Props.Create(() => new Nursery(5000)));
        nursery.Tell("go");
        ExpectMsg("all 5000 are gone", TimeSpan.FromSeconds(60));
        nursery.Tell("go");
        ExpectMsg("all 5000 are gone", TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Watching_from_outside_while_the_watched_stop_misses_none()
    {
        var stops = new List<Task<bool>>();
        for (var number = 0; number < 500; number++)
        {
            var actor = Sys.ActorOf(Props.Create(() => new Echo()));
            var stopping = Task.Run(() => Sys.Stop(actor));
            stops.Add(actor.GracefulStop(TimeSpan.FromSeconds(60)));
            await stopping;
        }
        Assert.All(await Task.WhenAll(stops), Assert.True);
    }

    private sealed record Forget(IActorRef Whom);

    private sealed class Watcher : ReceiveActor
    {
        public Watcher(IActorRef reader)
        {
            Receive<IActorRef>(whom =>
            {
                Context.Watch(whom);
                reader.Tell("watching");
            });
            Receive<Forget>(forget =>
            {
                Context.Unwatch(forget.Whom);
                reader.Tell("forgotten");
            });
            Receive<Terminated>(terminated => reader.Tell(terminated.ActorRef));
            Receive<string>(_ => reader.Tell("no"));
        }
    }

    private sealed class OwnWords : ReceiveActor
    {
        private sealed record Gone;

        public OwnWords(IActorRef watched, IActorRef reader)
        {
            Context.WatchWith(watched, new Gone());
            Receive<Gone>(_ => reader.Tell("it is gone"));
            Receive<string>(_ => Sender.Tell("ready"));
        }
    }

    private sealed class Careless : ReceiveActor
    {
        public Careless(IActorRef watched)
        {
            Context.Watch(watched);
            Receive<string>(_ => Sender.Tell("ready"));
        }
    }

    private sealed class Nursery : ReceiveActor
    {
        private int _left;
        private IActorRef _asker = ActorRefs.Nobody;

        public Nursery(int count)
        {
            Receive<string>(_ =>
            {
                (_left, _asker) = (count, Sender);
                for (var number = 0; number < count; number++)
                {
                    var child = Context.Watch(Context.ActorOf(Props.Create(() => new Echo())));
                    if (number % 3 == 0)
                        Context.Stop(child);
                    else
                        child.Tell(number % 3 == 1 ? PoisonPill.Instance : Kill.Instance);
                }
            });
            Receive<Terminated>(_ =>
            {
                if (--_left == 0)
                    _asker.Tell($"all {count} are gone");
            });
        }
    }

    private sealed class Replacer : ReceiveActor
    {
        private int _generation;
        private IActorRef _asker = ActorRefs.Nobody;

        public Replacer()
        {
            Make();
            Receive<string>(_ =>
            {
                _asker = Sender;
                Context.Stop(Context.Child("one"));
            });
            Receive<Terminated>(_ =>
            {
                Make();
                _asker.Tell(++_generation);
            });
        }

        private static void Make() => Context.Watch(Context.ActorOf(Props.Create(() => new Echo()), "one"));
    }
}
