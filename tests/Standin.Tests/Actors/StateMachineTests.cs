using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace Entracte.Standin.Tests.Actors;

public sealed class StateMachineTests() : TestKit("""akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """)
{
    private TestScheduler Time => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void A_machine_goes_from_state_to_state_and_carries_its_data()
    {
        var lamp = NewLamp();
        lamp.Tell("press");
        ExpectMsg("Off->On, 1");
        lamp.Tell("press");
        ExpectMsg("On->Off, 1");
        lamp.Tell("press");
        ExpectMsg("Off->On, 2");
    }

    [Fact]
    public void A_stay_is_no_transition_and_may_reply()
    {
        var lamp = NewLamp();
        lamp.Tell("count");
        ExpectMsg(0);
        Assert.Equal(lamp, LastSender);
    }

    [Fact]
    public void A_state_that_lasts_too_long_is_told_so()
    {
        var lamp = NewLamp();
        lamp.Tell("press");
        ExpectMsg("Off->On, 1");
        Advance(lamp, TimeSpan.FromMinutes(10));
        ExpectMsg("On->Off, 1");
    }

    [Fact]
    public void Any_message_puts_the_state_timeout_off()
    {
        var lamp = NewLamp();
        lamp.Tell("press");
        ExpectMsg("Off->On, 1");
        Advance(lamp, TimeSpan.FromMinutes(9));
        lamp.Tell("count");
        ExpectMsg(1);
        Advance(lamp, TimeSpan.FromMinutes(9));
        lamp.Tell("count");
        ExpectMsg(1);
        Advance(lamp, TimeSpan.FromMinutes(10));
        ExpectMsg("On->Off, 1");
    }

    [Fact]
    public void A_named_timer_fires_and_can_be_cancelled()
    {
        var lamp = NewLamp();
        lamp.Tell("alarm");
        ExpectMsg("set");
        Advance(lamp, TimeSpan.FromHours(1));
        ExpectMsg("ring");
        lamp.Tell("alarm");
        ExpectMsg("set");
        lamp.Tell("silence");
        ExpectMsg("silent");
        Advance(lamp, TimeSpan.FromHours(1));
        lamp.Tell("count");
        ExpectMsg(0);
    }

    [Fact]
    public void What_no_state_wants_goes_to_the_common_handler()
    {
        var lamp = NewLamp();
        lamp.Tell("smash");
        ExpectMsg("ouch");
    }

    [Fact]
    public void A_machine_that_stops_says_why()
    {
        var lamp = Watch(NewLamp());
        lamp.Tell("unplug");
        ExpectMsg("ended in Off by Normal");
        ExpectTerminated(lamp);
    }

    [Fact]
    public void A_machine_that_is_stopped_from_outside_says_so()
    {
        var lamp = Watch(NewLamp());
        Sys.Stop(lamp);
        ExpectMsg("ended in Off by Shutdown");
        ExpectTerminated(lamp);
    }

    [Fact]
    public void A_subscriber_hears_of_the_current_state_and_of_every_transition()
    {
        var lamp = NewLamp();
        var probe = CreateTestProbe();
        lamp.Tell(new FSMBase.SubscribeTransitionCallBack(probe.Ref));
        probe.ExpectMsg<FSMBase.CurrentState<Light>>(current => Assert.Equal(Light.Off, current.State));
        lamp.Tell("press");
        probe.ExpectMsg<FSMBase.Transition<Light>>(transition => Assert.Equal((Light.Off, Light.On), (transition.From, transition.To)));
    }

    /// <summary>
    /// A machine answers before it starts the timeout of its next state: the clock waits until it has. An Identify is answered by the actor's cell, so that the
    /// machine does not hear of it.
    /// </summary>
    private void Advance(IActorRef machine, TimeSpan span)
    {
        machine.Tell(new Identify(null));
        ExpectMsg<ActorIdentity>();
        Time.Advance(span);
    }

    private IActorRef NewLamp()
    {
        var lamp = Sys.ActorOf(Props.Create(() => new Lamp(TestActor)));
        // Initialize is a transition from the first state to itself.
        ExpectMsg("Off->Off, 0");
        return lamp;
    }

    public enum Light
    {
        Off,
        On,
    }

    private sealed class Lamp : FSM<Light, int>
    {
        public Lamp(IActorRef reader)
        {
            StartWith(Light.Off, 0);
            When(Light.Off, e => e.FsmEvent switch
            {
                "press" => GoTo(Light.On).Using(e.StateData + 1),
                "unplug" => Stop(),
                _ => null!,
            });
            When(Light.On, e => e.FsmEvent is "press" or StateTimeout ? GoTo(Light.Off) : null!, TimeSpan.FromMinutes(10));
            WhenUnhandled(e =>
            {
                switch (e.FsmEvent)
                {
                    case "count":
                        return Stay().Replying(e.StateData);
                    case "alarm":
                        SetTimer("alarm", "ring", TimeSpan.FromHours(1));
                        return Stay().Replying("set");
                    case "silence":
                        CancelTimer("alarm");
                        return Stay().Replying("silent");
                    case "ring":
                        reader.Tell("ring");
                        return Stay();
                    default:
                        return Stay().Replying("ouch");
                }
            });
            OnTransition((from, to) => reader.Tell($"{from}->{to}, {NextStateData}"));
            OnTermination(end => reader.Tell($"ended in {end.TerminatedState} by {end.Reason.GetType().Name}"));
            Initialize();
        }
    }
}
