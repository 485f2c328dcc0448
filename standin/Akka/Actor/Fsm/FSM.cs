using Akka.Event;

namespace Akka.Actor;

/// <summary>
/// A state machine: per state a function from event and data to the next state. The machine describes itself in its constructor and begins with
/// <see cref="Initialize"/>.
/// </summary>
public abstract class FSM<TState, TData> : FSMBase
{
    private readonly Dictionary<TState, StateFunction> _functions = [];
    private readonly Dictionary<TState, TimeSpan?> _timeouts = [];
    private readonly Dictionary<string, (long Generation, ICancelable Pending)> _timers = [];
    private readonly List<TransitionHandler> _onTransition = [];
    private readonly HashSet<IActorRef> _listeners = [];
    private StateFunction _unhandled;
    private Action<StopEvent<TState, TData>> _onTermination;
    private State<TState, TData> _current;
    private State<TState, TData> _next;
    private ICancelable _stateTimeout;
    private long _generation;
    private long _timeoutGeneration;

    protected FSM() => _unhandled = unhandled =>
    {
        Context.GetLogger().Warning("unhandled event {0} in state {1}", unhandled.FsmEvent, StateName);
        return Stay();
    };

    public delegate State<TState, TData> StateFunction(Event<TData> fsmEvent);

    public delegate void TransitionHandler(TState initialState, TState nextState);

    public TState StateName => Begun(_current).StateName;

    public TData StateData => Begun(_current).StateData;

    /// <summary>The data after the transition; only within a transition handler.</summary>
    public TData NextStateData => (_next ?? throw new InvalidOperationException("NextStateData is only available during OnTransition")).StateData;

    /// <summary>Adds a function for the state; a later one is asked when the earlier ones return null.</summary>
    public void When(TState stateName, StateFunction func, TimeSpan? timeout = null)
    {
        _functions[stateName] = _functions.TryGetValue(stateName, out var earlier) ? fsmEvent => earlier(fsmEvent) ?? func(fsmEvent) : func;
        _timeouts[stateName] = timeout ?? _timeouts.GetValueOrDefault(stateName);
    }

    public void WhenUnhandled(StateFunction stateFunction)
    {
        var otherwise = _unhandled;
        _unhandled = fsmEvent => stateFunction(fsmEvent) ?? otherwise(fsmEvent);
    }

    public void StartWith(TState stateName, TData stateData, TimeSpan? timeout = null) => _current = NewState(stateName, stateData, timeout, true);

    /// <summary>Enters the first state, with transition handlers called as for a transition from the state to itself.</summary>
    public void Initialize() => MakeTransition(Begun(_current));

    public State<TState, TData> GoTo(TState nextStateName) => NewState(nextStateName, Begun(_current).StateData, null, true);

    public State<TState, TData> Stay() => NewState(StateName, StateData, null, false);

    public State<TState, TData> Stop() => Stop(Normal.Instance);

    public State<TState, TData> Stop(Reason reason) => Stop(reason, StateData);

    public State<TState, TData> Stop(Reason reason, TData stateData) => Stay().Using(stateData).Stopping(reason);

    public void OnTransition(TransitionHandler transitionHandler) => _onTransition.Add(transitionHandler);

    public void OnTermination(Action<StopEvent<TState, TData>> terminationHandler) => _onTermination = terminationHandler;

    public void SetStateTimeout(TState state, TimeSpan? timeout) => _timeouts[state] = timeout;

    /// <summary>Starts a timer; one of the same name is replaced, and what that has already sent is not delivered.</summary>
    public void SetTimer(string name, object msg, TimeSpan timeout, bool repeat = false)
    {
        CancelTimer(name);
        var due = new Due(name, msg, repeat, ++_generation);
        var scheduler = Context.System.Scheduler;
        _timers[name] = (due.Generation, repeat
            ? scheduler.ScheduleTellRepeatedlyCancelable(timeout, timeout, Self, due, Self)
            : scheduler.ScheduleTellOnceCancelable(timeout, Self, due, Self));
    }

    public void CancelTimer(string name)
    {
        if (_timers.Remove(name, out var timer))
            timer.Pending.Cancel();
    }

    public bool IsTimerActive(string name) => _timers.ContainsKey(name);

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case Due { Name: null } due:
                // Any message cancels the timeout of the state; this one is from a stay that has ended.
                if (due.Generation == _timeoutGeneration && _stateTimeout != null)
                    Process(due.Message);
                return true;
            case Due due:
                if (!_timers.TryGetValue(due.Name, out var timer) || timer.Generation != due.Generation)
                    return true;
                if (!due.Repeats)
                    _timers.Remove(due.Name);
                Process(due.Message);
                return true;
            case SubscribeTransitionCallBack subscribe:
                Context.Watch(subscribe.ActorRef);
                _listeners.Add(subscribe.ActorRef);
                subscribe.ActorRef.Tell(new CurrentState<TState>(Self, StateName), Self);
                return true;
            case UnsubscribeTransitionCallBack unsubscribe:
                Context.Unwatch(unsubscribe.ActorRef);
                _listeners.Remove(unsubscribe.ActorRef);
                return true;
            case Terminated { ActorRef: var gone } when _listeners.Remove(gone):
                return true;
            default:
                Process(message);
                return true;
        }
    }

    protected override void PostStop()
    {
        Terminate(Stay().Stopping(Shutdown.Instance));
        base.PostStop();
    }

    protected virtual void LogTermination(Reason reason)
    {
        if (reason is Failure { Cause: var cause })
            Context.GetLogger().Error(cause as Exception, "terminating due to Failure: {0}", cause);
    }

    private static State<TState, TData> Begun(State<TState, TData> state) =>
        state ?? throw new IllegalActorStateException("You must call StartWith before calling Initialize.");

    private static State<TState, TData> NewState(TState name, TData data, TimeSpan? timeout, bool notifies) => new(name, data, timeout, null, [], notifies);

    private void Process(object message)
    {
        EndStateTimeout();
        var met = new Event<TData>(message, StateData);
        var next = (_functions.TryGetValue(StateName, out var function) ? function(met) : null) ?? _unhandled(met);
        if (next.StopReason == null)
        {
            MakeTransition(next);
            return;
        }
        Reply(next);
        Terminate(next);
        Context.Stop(Self);
    }

    private void MakeTransition(State<TState, TData> next)
    {
        if (!_functions.ContainsKey(next.StateName))
        {
            Terminate(Stay().Stopping(new Failure($"Next state {next.StateName} does not exist")));
            Context.Stop(Self);
            return;
        }
        Reply(next);
        if (next.Notifies || !EqualityComparer<TState>.Default.Equals(StateName, next.StateName))
        {
            _next = next;
            foreach (var handler in _onTransition)
                handler(StateName, next.StateName);
            foreach (var listener in _listeners)
                listener.Tell(new Transition<TState>(Self, StateName, next.StateName), Self);
            _next = null;
        }
        _current = next;
        BeginStateTimeout(next.Timeout ?? _timeouts.GetValueOrDefault(next.StateName));
    }

    private void Reply(State<TState, TData> next)
    {
        foreach (var reply in next.Replies)
            Sender.Tell(reply, Self);
    }

    private void BeginStateTimeout(TimeSpan? timeout)
    {
        EndStateTimeout();
        if (timeout is { } limit && limit > TimeSpan.Zero)
            _stateTimeout = Context.System.Scheduler.ScheduleTellOnceCancelable(limit, Self, new Due(null, StateTimeout.Instance, false, ++_timeoutGeneration), Self);
    }

    private void EndStateTimeout()
    {
        _stateTimeout?.Cancel();
        _stateTimeout = null;
    }

    /// <summary>Ends the machine, once; later calls, as from PostStop, find it ended.</summary>
    private void Terminate(State<TState, TData> last)
    {
        if (Begun(_current).StopReason != null)
            return;
        LogTermination(last.StopReason);
        foreach (var name in _timers.Keys.ToArray())
            CancelTimer(name);
        EndStateTimeout();
        _current = last;
        _onTermination?.Invoke(new StopEvent<TState, TData>(last.StopReason, last.StateName, last.StateData));
    }
}
