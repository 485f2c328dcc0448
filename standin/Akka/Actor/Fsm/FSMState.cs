namespace Akka.Actor;

/// <content>What a state function returns.</content>
public abstract partial class FSMBase
{
    /// <summary>A state with its data, and what is to be done on the way into it.</summary>
    public sealed class State<TS, TD>
    {
        internal State(TS stateName, TD stateData, TimeSpan? timeout, Reason stopReason, IReadOnlyList<object> replies, bool notifies)
        {
            StateName = stateName;
            StateData = stateData;
            Timeout = timeout;
            StopReason = stopReason;
            Replies = replies;
            Notifies = notifies;
        }

        public TS StateName { get; }

        public TD StateData { get; }

        /// <summary>For how long the state may last until it gets a StateTimeout.</summary>
        public TimeSpan? Timeout { get; }

        public Reason StopReason { get; }

        public IReadOnlyList<object> Replies { get; }

        internal bool Notifies { get; }

        /// <summary>Limits the stay; a longest possible time means no limit.</summary>
        public State<TS, TD> ForMax(TimeSpan timeout) =>
            new(StateName, StateData, timeout == TimeSpan.MaxValue ? System.Threading.Timeout.InfiniteTimeSpan : timeout, StopReason, Replies, Notifies);

        public State<TS, TD> Replying(object replyValue) => new(StateName, StateData, Timeout, StopReason, [.. Replies, replyValue], Notifies);

        public State<TS, TD> Using(TD nextStateData) => new(StateName, nextStateData, Timeout, StopReason, Replies, Notifies);

        internal State<TS, TD> Stopping(Reason reason) => new(StateName, StateData, Timeout, reason, Replies, Notifies);

        public override string ToString() => $"{StateName}, {StateData}";
    }
}
