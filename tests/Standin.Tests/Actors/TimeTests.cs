using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace Entracte.Standin.Tests.Actors;

/// <summary>Timers, in a time that stands still until the test moves it.</summary>
public sealed class TimeTests() : TestKit("""akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """)
{
    private TestScheduler Time => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void A_timer_fires_when_its_time_has_come_and_not_before()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Timed(TestActor)));
        Ask(actor, new Start("a", "fired", TimeSpan.FromMinutes(5), Repeats: false));
        Time.Advance(TimeSpan.FromMinutes(4));
        Ask(actor, "anything?");
        Time.Advance(TimeSpan.FromMinutes(1));
        ExpectMsg("fired");
        Time.Advance(TimeSpan.FromMinutes(60));
        Ask(actor, "anything?");
    }

    [Fact]
    public void A_periodic_timer_fires_until_it_is_cancelled()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Timed(TestActor)));
        Ask(actor, new Start("a", "fired", TimeSpan.FromSeconds(10), Repeats: true));
        for (var round = 0; round < 3; round++)
        {
            Time.Advance(TimeSpan.FromSeconds(10));
            ExpectMsg("fired");
        }
        Ask(actor, new Cancel("a"));
        Time.Advance(TimeSpan.FromSeconds(10));
        Ask(actor, "anything?");
    }

    [Fact]
    public void A_timer_that_is_started_again_takes_the_place_of_the_first()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Timed(TestActor)));
        Ask(actor, new Start("a", "first", TimeSpan.FromSeconds(10), Repeats: false));
        Ask(actor, new Start("a", "second", TimeSpan.FromSeconds(20), Repeats: false));
        Time.Advance(TimeSpan.FromSeconds(10));
        Ask(actor, "anything?");
        Time.Advance(TimeSpan.FromSeconds(10));
        ExpectMsg("second");
    }

    [Fact]
    public void A_restart_ends_all_timers()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Timed(TestActor)));
        Ask(actor, new Start("a", "fired", TimeSpan.FromSeconds(10), Repeats: true));
        actor.Tell(new InvalidOperationException("boom"));
        Ask(actor, "anything?");
        Time.Advance(TimeSpan.FromSeconds(10));
        Ask(actor, "anything?");
    }

    [Fact]
    public void The_scheduler_tells_once_and_repeatedly_until_cancelled()
    {
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(1), TestActor, "once", ActorRefs.NoSender);
        var repeated = Sys.Scheduler.ScheduleTellRepeatedlyCancelable(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1), TestActor, "again", ActorRefs.NoSender);
        Time.Advance(TimeSpan.FromSeconds(1));
        ExpectMsg("once");
        Time.Advance(TimeSpan.FromSeconds(1));
        ExpectMsg("again");
        Time.Advance(TimeSpan.FromSeconds(1));
        ExpectMsg("again");
        repeated.Cancel();
        Time.Advance(TimeSpan.FromSeconds(1));
        Sys.Scheduler.Advanced.ScheduleOnce(TimeSpan.FromSeconds(1), () => TestActor.Tell("last", ActorRefs.NoSender));
        Time.Advance(TimeSpan.FromSeconds(1));
        ExpectMsg("last");
    }

    [Fact]
    public void An_actor_that_hears_nothing_for_too_long_is_told_so()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Impatient(TimeSpan.FromSeconds(30), TestActor)));
        Ask(actor, "anything?");
        Time.Advance(TimeSpan.FromSeconds(30));
        ExpectMsg("too long");
    }

    /// <summary>Has the actor handle everything before, and checks that nothing came of it.</summary>
    private void Ask(IActorRef actor, object message)
    {
        actor.Tell(message);
        ExpectMsg("done");
    }

    private sealed record Start(object Key, object Message, TimeSpan After, bool Repeats);

    private sealed record Cancel(object Key);

    private sealed class Timed : ReceiveActor, IWithTimers
    {
        public Timed(IActorRef reader)
        {
            Receive<Start>(start =>
            {
                if (start.Repeats)
                    Timers.StartPeriodicTimer(start.Key, start.Message, start.After);
                else
                    Timers.StartSingleTimer(start.Key, start.Message, start.After);
                Assert.True(Timers.IsTimerActive(start.Key));
                Sender.Tell("done");
            });
            Receive<Cancel>(cancel =>
            {
                Timers.Cancel(cancel.Key);
                Assert.False(Timers.IsTimerActive(cancel.Key));
                Sender.Tell("done");
            });
            Receive<Exception>(cause => throw cause);
            Receive<string>(text => text == "anything?", _ => Sender.Tell("done"));
            ReceiveAny(reader.Tell);
        }

        public ITimerScheduler Timers { get; set; } = null!;
    }

    private sealed class Impatient : ReceiveActor
    {
        public Impatient(TimeSpan patience, IActorRef reader)
        {
            SetReceiveTimeout(patience);
            Receive<ReceiveTimeout>(_ => reader.Tell("too long"));
            ReceiveAny(_ => Sender.Tell("done"));
        }
    }
}
