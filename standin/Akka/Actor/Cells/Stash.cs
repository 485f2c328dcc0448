namespace Akka.Actor.Cells;

/// <summary>The stash of one actor object. A restart puts its content back; it is never lost.</summary>
internal sealed class Stash(ActorCell cell) : IStash
{
    private readonly LinkedList<Envelope> _kept = new();
    private object _last;

    public int Count => _kept.Count;

    public bool IsEmpty => _kept.Count == 0;

    public bool NonEmpty => !IsEmpty;

    public bool IsFull => false;

    public int Capacity => -1;

    void IStash.Stash()
    {
        if (ReferenceEquals(_last, cell.CurrentMessage) && NonEmpty && !cell.CurrentMessage.GetType().IsValueType)
            throw new IllegalActorStateException($"Can't stash the same message {cell.CurrentMessage} more than once");
        _last = cell.CurrentMessage;
        _kept.AddLast(new Envelope(_last, cell.Sender));
    }

    public void Unstash()
    {
        if (IsEmpty)
            return;
        var oldest = _kept.First.Value;
        _kept.RemoveFirst();
        cell.Mailbox.Prepend([oldest]);
    }

    public void UnstashAll() => UnstashAll(_ => true);

    public void UnstashAll(Func<Envelope, bool> predicate) => cell.Mailbox.Prepend([.. ClearStash().Where(predicate)]);

    public IEnumerable<Envelope> ClearStash()
    {
        var all = _kept.ToArray();
        _kept.Clear();
        _last = null;
        return all;
    }

    public void Prepend(IEnumerable<Envelope> envelopes)
    {
        foreach (var envelope in envelopes.Reverse())
            _kept.AddFirst(envelope);
    }
}
