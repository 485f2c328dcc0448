using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Actor.Cells;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Dispatch;

/// <summary>
/// The two queues of a cell and the promise that at most one thread empties them at a time. <c>_scheduled</c> is that promise: whoever turns it
/// from 0 to 1 sees to it that the mailbox runs. A post enqueues first and tries to schedule second; a run gives the flag back first and looks into the
/// queues second. Both steps are full fences, so that one of the two always sees the other: no wake-up is lost, and what one run wrote the next one sees.
/// </summary>
public sealed class Mailbox : IRunnable, IThreadPoolWorkItem
{
    private readonly ActorCell _cell;
    private readonly IMailboxRunner _runner;
    private readonly int _throughput;
    private readonly ConcurrentQueue<Envelope> _messages = new();
    private readonly ConcurrentQueue<ISystemMessage> _systemMessages = new();

    /// <summary>Unstashed messages, the next one last; only touched while running.</summary>
    private readonly Stack<Envelope> _front = new();
    private volatile SuspendReasons _suspended;
    private volatile bool _closed;
    private int _scheduled;

    internal Mailbox(ActorCell cell, MessageDispatcher dispatcher)
    {
        _cell = cell;
        _throughput = dispatcher.Throughput;
        _runner = dispatcher.NewRunner();
    }

    public int NumberOfMessages => _messages.Count;

    internal void Post(Envelope envelope)
    {
        _messages.Enqueue(envelope);
        Wake();
    }

    internal void Post(ISystemMessage message)
    {
        _systemMessages.Enqueue(message);
        Wake();
    }

    /// <summary>Puts messages before all others, the first one first. Only while running.</summary>
    internal void Prepend(IReadOnlyList<Envelope> envelopes)
    {
        for (var index = envelopes.Count - 1; index >= 0; index--)
            _front.Push(envelopes[index]);
    }

    internal bool IsSuspendedFor(SuspendReasons reason) => (_suspended & reason) != 0;

    /// <summary>Only while running.</summary>
    internal void SetSuspended(SuspendReasons reasons) => _suspended |= reasons;

    /// <summary>Only while running.</summary>
    internal void ClearSuspended(SuspendReasons reasons) => _suspended &= ~reasons;

    /// <summary>Ends the mailbox: what lies in it and what is still to come are dead letters. Only while running.</summary>
    internal void Close()
    {
        _closed = true;
        Interlocked.MemoryBarrier();
        while (_front.TryPop(out var stashed))
            DeadLetter(stashed);
        Bury();
        _runner.Dispose();
    }

    /// <summary>One turn: all system messages, then a handful of user messages, with system messages before each.</summary>
    void IThreadPoolWorkItem.Execute() => Run();

    void IRunnable.Run() => Run();

    internal void Run()
    {
        using (ActorCell.Enter(_cell))
        {
            ProcessSystemMessages();
            for (var left = _throughput; left > 0 && TryTake(out var envelope); left--)
            {
                _cell.Invoke(envelope);
                ProcessSystemMessages();
            }
        }
        var more = _front.Count > 0 && _suspended == SuspendReasons.None;
        Interlocked.Exchange(ref _scheduled, 0);
        if (more || HasWork)
            Wake();
    }

    private bool HasWork => !_closed && (!_systemMessages.IsEmpty || (_suspended == SuspendReasons.None && !_messages.IsEmpty));

    private void Wake()
    {
        if (_closed)
        {
            Bury();
            return;
        }
        if (Interlocked.CompareExchange(ref _scheduled, 1, 0) == 0)
            _runner.Run(this);
        if (_closed)
            Bury();
    }

    private bool TryTake(out Envelope envelope)
    {
        envelope = default;
        return !_closed && _suspended == SuspendReasons.None && (_front.TryPop(out envelope) || _messages.TryDequeue(out envelope));
    }

    private void ProcessSystemMessages()
    {
        while (!_closed && _systemMessages.TryDequeue(out var message))
            _cell.SystemInvoke(message);
    }

    private void Bury()
    {
        while (_systemMessages.TryDequeue(out var message))
            DeadLetterActorRef.Answer(message, _cell.Self);
        while (_messages.TryDequeue(out var envelope))
            DeadLetter(envelope);
    }

    private void DeadLetter(Envelope envelope) =>
        _cell.System.DeadLetters.Tell(new DeadLetter(envelope.Message, envelope.Sender, _cell.Self), envelope.Sender);
}
