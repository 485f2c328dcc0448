namespace Akka.Actor;

/// <summary>The types that belong to state machines.</summary>
public abstract partial class FSMBase : ActorBase
{
    /// <summary>To a subscriber when it subscribes: the state the machine is in.</summary>
    public sealed class CurrentState<TS>(IActorRef fsmRef, TS state)
    {
        public IActorRef FsmRef { get; } = fsmRef;

        public TS State { get; } = state;
    }

    /// <summary>To subscribers at every transition.</summary>
    public sealed class Transition<TS>(IActorRef fsmRef, TS from, TS to)
    {
        public IActorRef FsmRef { get; } = fsmRef;

        public TS From { get; } = from;

        public TS To { get; } = to;

        public override string ToString() => $"Transition({FsmRef}, {From}, {To})";
    }

    public sealed class SubscribeTransitionCallBack(IActorRef actorRef)
    {
        public IActorRef ActorRef { get; } = actorRef;
    }

    public sealed class UnsubscribeTransitionCallBack(IActorRef actorRef)
    {
        public IActorRef ActorRef { get; } = actorRef;
    }

    /// <summary>Why a machine has stopped.</summary>
    public abstract class Reason;

    public sealed class Normal : Reason
    {
        public static Normal Instance { get; } = new();

        public override string ToString() => nameof(Normal);
    }

    /// <summary>It was stopped from outside.</summary>
    public sealed class Shutdown : Reason
    {
        public static Shutdown Instance { get; } = new();

        public override string ToString() => nameof(Shutdown);
    }

    public sealed class Failure(object cause) : Reason
    {
        public object Cause { get; } = cause;

        public override string ToString() => $"Failure({Cause})";
    }

    /// <summary>The event of a state that has lasted longer than it may.</summary>
    public sealed class StateTimeout
    {
        public static StateTimeout Instance { get; } = new();

        public override string ToString() => nameof(StateTimeout);
    }

    /// <summary>A message with the data of the state that it meets.</summary>
    public readonly struct Event<TD>(object fsmEvent, TD stateData) : INoSerializationVerificationNeeded
    {
        public object FsmEvent { get; } = fsmEvent;

        public TD StateData { get; } = stateData;

        public override string ToString() => $"Event: <{FsmEvent}>, StateData: <{StateData}>";
    }

    public sealed class StopEvent<TS, TD>(Reason reason, TS terminatedState, TD stateData) : INoSerializationVerificationNeeded
    {
        public Reason Reason { get; } = reason;

        public TS TerminatedState { get; } = terminatedState;

        public TD StateData { get; } = stateData;
    }

    /// <summary>A named timer or the state's own, on its way through the mailbox.</summary>
    private protected sealed record Due(string Name, object Message, bool Repeats, long Generation) : INoSerializationVerificationNeeded, Event.IDeadLetterSuppression;
}
