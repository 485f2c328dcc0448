using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace Entracte.Standin.Tests.Actors;

public sealed class SupervisionTests : TestKit
{
    [Fact]
    public void By_default_a_failed_actor_is_restarted_with_its_mailbox_and_without_its_state()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Memory(TestActor)));
        actor.Tell("add");
        actor.Tell("get");
        ExpectMsg(1);
        actor.Tell(new InvalidOperationException("boom"));
        actor.Tell("get");
        ExpectMsg("restarting because of boom at InvalidOperationException");
        ExpectMsg("restarted because of boom");
        ExpectMsg(0);
    }

    [Fact]
    public void A_resumed_actor_keeps_its_state()
    {
        var actor = Supervised(Directive.Resume);
        actor.Tell("add");
        actor.Tell(new InvalidOperationException("boom"));
        actor.Tell("get");
        ExpectMsg(1);
    }

    [Fact]
    public void A_child_that_its_supervisor_stops_is_gone()
    {
        var actor = Watch(Supervised(Directive.Stop));
        actor.Tell(new InvalidOperationException("boom"));
        ExpectTerminated(actor);
    }

    [Fact]
    public void An_escalated_failure_restarts_the_supervisor_and_with_it_the_child_is_replaced()
    {
        var supervisor = Sys.ActorOf(Props.Create(() => new Supervisor(new OneForOneStrategy(_ => Directive.Escalate), TestActor)));
        ExpectMsg("supervisor starts");
        supervisor.Tell(Props.Create(() => new Memory(TestActor)));
        var child = Watch(ExpectMsg<IActorRef>());
        child.Tell(new InvalidOperationException("boom"));
        var told = ReceiveN(3);
        Assert.Contains("supervisor restarts", told);
        Assert.Contains("supervisor starts", told);
        Assert.Contains(told, message => message is Terminated terminated && terminated.ActorRef.Equals(child));
    }

    [Fact]
    public void Too_many_restarts_in_the_time_allowed_end_in_a_stop()
    {
        var actor = Watch(Supervised(new OneForOneStrategy(2, TimeSpan.FromHours(1), _ => Directive.Restart)));
        for (var failure = 0; failure < 3; failure++)
            actor.Tell(new InvalidOperationException("boom"));
        FishForMessage<Terminated>(terminated => terminated.ActorRef.Equals(actor), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void One_for_all_restarts_the_siblings_too()
    {
        var supervisor = Sys.ActorOf(Props.Create(() => new Supervisor(new AllForOneStrategy(_ => Directive.Restart), TestActor)));
        ExpectMsg("supervisor starts");
        supervisor.Tell(Props.Create(() => new Memory(TestActor)));
        var failing = ExpectMsg<IActorRef>();
        supervisor.Tell(Props.Create(() => new Memory(TestActor)));
        var sibling = ExpectMsg<IActorRef>();
        sibling.Tell("add");
        sibling.Tell("get");
        ExpectMsg(1);
        failing.Tell(new InvalidOperationException("boom"));
        Assert.Equal(2, ReceiveN(4).Count(message => Equals(message, "restarted because of boom")));
        sibling.Tell("get");
        ExpectMsg(0);
    }

    [Fact]
    public void An_actor_that_cannot_be_constructed_is_stopped()
    {
        var actor = Watch(Sys.ActorOf(Props.Create(() => new Unborn())));
        ExpectTerminated(actor);
    }

    [Fact]
    public void A_killed_actor_is_stopped_by_the_default_strategy()
    {
        var actor = Watch(Sys.ActorOf(Props.Create(() => new Echo())));
        actor.Tell(Kill.Instance);
        ExpectTerminated(actor);
    }

    [Fact]
    public void A_restart_waits_until_the_old_children_are_gone()
    {
        var parent = Sys.ActorOf(Props.Create(() => new WithNamedChild(TestActor)));
        ExpectMsg("child starts");
        parent.Tell(new InvalidOperationException("boom"));
        // The new child has the same name; it could not be made while the old one lives.
        ExpectMsg("child stops");
        ExpectMsg("child starts");
        parent.Tell("still there");
        ExpectMsg("still there");
    }

    [Fact]
    public void The_failure_is_logged_with_its_exception() =>
        EventFilter.Exception<InvalidOperationException>("boom").ExpectOne(() =>
            Sys.ActorOf(Props.Create(() => new Memory(TestActor))).Tell(new InvalidOperationException("boom")));

    [Fact]
    public void While_the_supervisor_decides_nothing_else_is_handled()
    {
        var order = new List<string>();
        var decided = new ManualResetEventSlim();
        var strategy = new OneForOneStrategy(_ =>
        {
            decided.Wait(TimeSpan.FromSeconds(10));
            lock (order)
                order.Add("decided");
            return Directive.Resume;
        });
        var supervisor = Sys.ActorOf(Props.Create(() => new Supervisor(strategy, TestActor)));
        ExpectMsg("supervisor starts");
        supervisor.Tell(Props.Create(() => new Recorder(order)));
        var child = ExpectMsg<IActorRef>();
        child.Tell(new InvalidOperationException("boom"));
        child.Tell("next");
        decided.Set();
        ExpectMsg("next");
        Assert.Equal(["decided", "next"], order);
    }

    private IActorRef Supervised(Directive directive) => Supervised(new OneForOneStrategy(_ => directive));

    private IActorRef Supervised(SupervisorStrategy strategy)
    {
        var supervisor = Sys.ActorOf(Props.Create(() => new Supervisor(strategy, ActorRefs.Nobody)));
        supervisor.Tell(Props.Create(() => new Memory(ActorRefs.Nobody)));
        return ExpectMsg<IActorRef>();
    }

    private sealed class Memory : ReceiveActor
    {
        private readonly IActorRef _reader;
        private int _count;

        public Memory(IActorRef reader)
        {
            _reader = reader;
            Receive<string>(text => text == "add", _ => _count++);
            Receive<string>(text => text == "get", _ => Sender.Tell(_count));
            Receive<Exception>(cause => throw cause);
        }

        protected override void PreRestart(Exception reason, object message) =>
            _reader.Tell($"restarting because of {reason.Message} at {message?.GetType().Name}");

        protected override void PostRestart(Exception reason) => _reader.Tell($"restarted because of {reason.Message}");
    }

    private sealed class Supervisor : ReceiveActor
    {
        private readonly SupervisorStrategy _strategy;
        private readonly IActorRef _reader;

        public Supervisor(SupervisorStrategy strategy, IActorRef reader)
        {
            (_strategy, _reader) = (strategy, reader);
            Receive<Props>(props => Sender.Tell(Context.ActorOf(props)));
        }

        protected override SupervisorStrategy SupervisorStrategy() => _strategy;

        protected override void PreStart() => _reader.Tell("supervisor starts");

        protected override void PreRestart(Exception reason, object message)
        {
            _reader.Tell("supervisor restarts");
            base.PreRestart(reason, message);
        }
    }

    private sealed class Unborn : ReceiveActor
    {
        public Unborn() => throw new InvalidOperationException("never");
    }

    private sealed class WithNamedChild : ReceiveActor
    {
        public WithNamedChild(IActorRef reader)
        {
            Context.ActorOf(Props.Create(() => new NamedChild(reader)), "child");
            Receive<Exception>(cause => throw cause);
            ReceiveAny(message => Sender.Tell(message));
        }
    }

    private sealed class NamedChild(IActorRef reader) : ReceiveActor
    {
        protected override void PreStart() => reader.Tell("child starts");

        protected override void PostStop() => reader.Tell("child stops");
    }

    private sealed class Recorder : ReceiveActor
    {
        public Recorder(List<string> order)
        {
            Receive<Exception>(cause => throw cause);
            Receive<string>(text =>
            {
                lock (order)
                    order.Add(text);
                Sender.Tell(text);
            });
        }
    }
}
