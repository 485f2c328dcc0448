using Akka.Actor.Scheduling;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor.Cells;

/// <content>Messages: how they come in, and what is done with each kind.</content>
internal sealed partial class ActorCell
{
    private TimerScheduler _timers;
    private Stash _stash;
    private TimeSpan? _receiveTimeout;
    private ICancelable _pendingReceiveTimeout;

    public TimeSpan? ReceiveTimeout => _receiveTimeout;

    internal object CurrentMessage => _currentMessage;

    public void SetReceiveTimeout(TimeSpan? timeout)
    {
        if (timeout is { } time && time <= TimeSpan.Zero)
            throw new ArgumentException($"A receive timeout of {time} can never be kept; it has to be greater than zero", nameof(timeout));
        _receiveTimeout = timeout;
        CancelReceiveTimeout();
    }

    /// <summary>Callable from outside.</summary>
    public void SendMessage(object message, IActorRef sender)
    {
        try
        {
            if (_system.Settings.SerializeAllMessages)
                message = _system.Serialization.ThereAndBack(message);
        }
        catch (Exception unserializable)
        {
            PublishError(unserializable, $"Swallowing exception during message send: {unserializable.Message}");
            return;
        }
        Mailbox.Post(new Envelope(message, sender, _system));
    }

    /// <summary>Handles one message; a failure is reported to the supervisor, never to the caller.</summary>
    public void Invoke(Envelope envelope)
    {
        _currentMessage = envelope.Message;
        _currentSender = envelope.Sender;
        try
        {
            if (envelope.Message is not INotInfluenceReceiveTimeout)
                CancelReceiveTimeout();
            Dispatch(envelope.Message);
        }
        catch (Exception failure)
        {
            // The message that failed stays the current one until the supervisor has decided: PreRestart is told of it.
            HandleInvokeFailure(failure);
            return;
        }
        if (_awaited == null)
            LeaveMessage();
    }

    /// <summary>Handles one message of the system; these are handled in every state.</summary>
    public void SystemInvoke(ISystemMessage message)
    {
        try
        {
            switch (message)
            {
                case Create: HandleCreate(); break;
                case Recreate recreate: HandleRecreate(recreate.Cause); break;
                case Suspend: HandleSuspend(); break;
                case Resume resume: HandleResume(resume.CausedByFailure); break;
                case Terminate: HandleTerminate(); break;
                case Failed failed: HandleFailed(failed); break;
                case Watch watch: AddWatcher(watch.Watchee, watch.Watcher); break;
                case Unwatch unwatch: RemoveWatcher(unwatch.Watchee, unwatch.Watcher); break;
                case DeathWatchNotification gone: HandleGone(gone); break;
                case RunTask task: task.Scheduler.Run(task.Task); break;
                case TaskEnded ended: HandleTaskEnded(ended); break;
                default: throw new NotSupportedException($"Unknown system message {message}");
            }
        }
        catch (Exception failure)
        {
            HandleInvokeFailure(failure);
        }
    }

    private void Dispatch(object message)
    {
        switch (message)
        {
            case Terminated terminated:
                ReceiveTerminated(terminated);
                break;
            case PoisonPill:
                Self.Stop();
                break;
            case Kill:
                throw new ActorKilledException("Kill");
            case Identify identify:
                Sender.Tell(new ActorIdentity(identify.MessageId, Self), Self);
                break;
            case TimerMessage timer:
                if (_timers?.Unwrap(timer) is { } due)
                    Dispatch(due);
                break;
            default:
                _actor.AroundReceive(_behaviours.Peek(), message);
                break;
        }
    }

    private void LeaveMessage()
    {
        _currentMessage = null;
        _currentSender = null;
        if (_receiveTimeout is { } timeout && _pendingReceiveTimeout == null && _state == CellState.Living)
            _pendingReceiveTimeout = _system.Scheduler.ScheduleTellOnceCancelable(timeout, Self, Actor.ReceiveTimeout.Instance, Self);
    }

    private void CancelReceiveTimeout()
    {
        _pendingReceiveTimeout?.Cancel();
        _pendingReceiveTimeout = null;
    }

    private void PublishError(Exception cause, string message) =>
        _system.EventStream.Publish(new Error(cause, Self.Path.ToString(), _actor?.GetType() ?? typeof(ActorCell), message));
}
