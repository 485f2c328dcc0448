using Akka.Dispatch.SysMsg;

namespace Akka.Actor.Cells;

/// <content>Birth, failure, restart and death.</content>
internal sealed partial class ActorCell
{
    private CellState _state;
    private Exception _recreateCause;
    private IActorRef _perpetrator;

    public bool IsTerminated => _state == CellState.Terminated;

    /// <summary>
    /// Stops taking messages and leaves the decision to the supervisor. A failure while already failed, or while dying, has nobody to decide about it:
    /// it is published only.
    /// </summary>
    private void HandleInvokeFailure(Exception cause)
    {
        if (_state is CellState.Terminating or CellState.Terminated || Mailbox.IsSuspendedFor(SuspendReasons.Failed))
        {
            PublishError(cause, cause.Message);
            return;
        }
        Mailbox.SetSuspended(SuspendReasons.Failed);
        foreach (var stats in ChildrenSnapshot())
        {
            if (!stats.Child.Equals(_perpetrator))
                stats.Child.SendSystemMessage(new Suspend());
        }
        Parent.SendSystemMessage(new Failed(Self, cause));
    }

    private void HandleCreate()
    {
        try
        {
            CreateActor();
            _actor.AroundPreStart();
            LeaveMessage();
        }
        catch (Exception failure)
        {
            throw new ActorInitializationException(Self, "Exception during creation", failure);
        }
    }

    private void HandleSuspend()
    {
        Mailbox.SetSuspended(SuspendReasons.BySupervisor);
        foreach (var stats in ChildrenSnapshot())
            stats.Child.SendSystemMessage(new Suspend());
    }

    /// <summary>An actor that failed in its constructor has no object to go on with: resuming it makes one.</summary>
    private void HandleResume(Exception causedByFailure)
    {
        if (_state != CellState.Living)
            return;
        if (_actor == null)
        {
            HandleRecreate(causedByFailure);
            return;
        }
        Mailbox.ClearSuspended(causedByFailure == null ? SuspendReasons.BySupervisor : SuspendReasons.Failed);
        if (causedByFailure != null && _awaited == null)
            LeaveMessage();
        foreach (var stats in ChildrenSnapshot())
            stats.Child.SendSystemMessage(new Resume(stats.Child.Equals(_perpetrator) ? causedByFailure : null));
        if (causedByFailure != null)
            _perpetrator = null;
    }

    private void HandleFailed(Failed failed)
    {
        if (StatsOf(failed.Child) is not { } stats || _state == CellState.Terminated)
            return;
        var strategy = Props.SupervisorStrategy ?? _actor?.Strategy ?? SupervisorStrategy.DefaultStrategy;
        if (strategy.HandleFailure(this, stats, ChildrenSnapshot(), failed.Cause))
            return;
        _perpetrator = failed.Child;
        HandleInvokeFailure(failed.Cause);
    }

    private void HandleRecreate(Exception cause)
    {
        if (_state != CellState.Living)
            return;
        Mailbox.SetSuspended(SuspendReasons.Restarting);
        ForgetHandler();
        CancelReceiveTimeout();
        if (_actor is { } failed)
        {
            // A stashed message is not lost by a restart: the new actor finds it at the front of its mailbox.
            _stash?.UnstashAll();
            _timers?.CancelAll();
            try
            {
                failed.AroundPreRestart(cause, _currentMessage);
            }
            catch (Exception second)
            {
                PublishError(new PreRestartException(Self, second, cause, _currentMessage), second.Message);
            }
        }
        else
        {
            foreach (var stats in ChildrenSnapshot())
                Stop(stats.Child);
        }
        _recreateCause = cause;
        _state = CellState.Recreating;
        HandleChildGone();
    }

    private void FinishRecreate()
    {
        var cause = _recreateCause;
        var survivors = ChildrenSnapshot();
        var neverLived = _actor == null;
        _recreateCause = null;
        _perpetrator = null;
        _receiveTimeout = null;
        _state = CellState.Living;
        Mailbox.ClearSuspended(SuspendReasons.Failed | SuspendReasons.BySupervisor | SuspendReasons.Restarting);
        if (neverLived)
        {
            HandleCreate();
            return;
        }
        try
        {
            CreateActor();
            _actor.AroundPostRestart(cause, _currentMessage);
            LeaveMessage();
            foreach (var stats in survivors)
                stats.Child.SendSystemMessage(new Recreate(cause));
        }
        catch (Exception second)
        {
            HandleInvokeFailure(new PostRestartException(Self, second, cause));
        }
    }

    private void HandleTerminate()
    {
        if (_state is CellState.Terminating or CellState.Terminated)
            return;
        lock (_children)
            _closedToChildren = true;
        _state = CellState.Terminating;
        Mailbox.SetSuspended(SuspendReasons.Ending);
        CancelReceiveTimeout();
        _timers?.CancelAll();
        UnwatchAll();
        foreach (var stats in ChildrenSnapshot())
            Stop(stats.Child);
        HandleChildGone();
    }

    /// <summary>Goes on with what had to wait for children, once there are none left to wait for.</summary>
    private void HandleChildGone()
    {
        var children = ChildrenSnapshot();
        if (_state == CellState.Recreating && children.All(stats => !stats.Stopping))
            FinishRecreate();
        else if (_state == CellState.Terminating && children.Length == 0)
            FinishTerminate();
    }

    private void FinishTerminate()
    {
        try
        {
            _stash?.UnstashAll();
            _actor?.AroundPostStop();
        }
        catch (Exception failure)
        {
            PublishError(failure, failure.Message);
        }
        _timers?.CancelAll();
        CancelReceiveTimeout();
        ForgetHandler();
        UnwatchAll();
        _state = CellState.Terminated;
        _actor = null;
        _behaviours.Clear();
        Mailbox.Close();
        TellWatchers();
        Parent.SendSystemMessage(new DeathWatchNotification(Self, true, false));
    }
}
