using Akka.Dispatch.SysMsg;

namespace Akka.Actor.Cells;

/// <content>Death watch, both sides of it.</content>
internal sealed partial class ActorCell
{
    /// <summary>Whom this actor watches, with the message it wants instead of Terminated.</summary>
    private readonly Dictionary<IActorRef, object> _watching = [];

    /// <summary>Terminated messages that lie in the mailbox; unwatching forgets them.</summary>
    private readonly Dictionary<IActorRef, object> _announced = [];
    private readonly HashSet<IInternalActorRef> _watchers = [];

    public IActorRef Watch(IActorRef subject) => StartWatching(subject, null);

    public IActorRef WatchWith(IActorRef subject, object message) => StartWatching(subject, message ?? throw new ArgumentNullException(nameof(message)));

    public IActorRef Unwatch(IActorRef subject)
    {
        if (_watching.Remove(subject))
            ((IInternalActorRef)subject).SendSystemMessage(new Unwatch((IInternalActorRef)subject, Self));
        _announced.Remove(subject);
        return subject;
    }

    private IActorRef StartWatching(IActorRef subject, object message)
    {
        if (subject.Equals(Self))
            return subject;
        if (_watching.TryGetValue(subject, out var before))
        {
            if (!Equals(before, message))
                throw new InvalidOperationException($"{Self} watches {subject} already, with the message [{before}] and not [{message}]; unwatch first.");
            return subject;
        }
        _watching.Add(subject, message);
        ((IInternalActorRef)subject).SendSystemMessage(new Watch((IInternalActorRef)subject, Self));
        return subject;
    }

    private void AddWatcher(IInternalActorRef watchee, IInternalActorRef watcher)
    {
        if (watchee.Equals(Self))
            _watchers.Add(watcher);
    }

    private void RemoveWatcher(IInternalActorRef watchee, IInternalActorRef watcher)
    {
        if (watchee.Equals(Self))
            _watchers.Remove(watcher);
    }

    private void HandleGone(DeathWatchNotification gone)
    {
        if (_watching.Remove(gone.Actor, out var instead) && _state != CellState.Terminating)
        {
            _announced[gone.Actor] = instead;
            Mailbox.Post(new Envelope(new Terminated(gone.Actor, gone.ExistenceConfirmed, gone.AddressTerminated), gone.Actor));
        }
        if (RemoveChild(gone.Actor))
            HandleChildGone();
    }

    private void ReceiveTerminated(Terminated terminated)
    {
        if (_announced.Remove(terminated.ActorRef, out var instead))
            _actor.AroundReceive(_behaviours.Peek(), instead ?? terminated);
    }

    private void TellWatchers()
    {
        var notification = new DeathWatchNotification(Self, true, false);
        foreach (var watcher in _watchers)
        {
            if (!watcher.Equals(Parent))
                watcher.SendSystemMessage(notification);
        }
        _watchers.Clear();
    }

    private void UnwatchAll()
    {
        foreach (var subject in _watching.Keys.ToArray())
            Unwatch(subject);
        _announced.Clear();
    }
}
