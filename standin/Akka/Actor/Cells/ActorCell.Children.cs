using Akka.Actor.Internal;

namespace Akka.Actor.Cells;

/// <content>Children. The table is the one part of a cell that others read and, for the guardians, write: it has a lock.</content>
internal sealed partial class ActorCell
{
    private readonly Dictionary<string, ChildStats> _children = new(StringComparer.Ordinal);
    private long _nextName;
    private bool _closedToChildren;

    /// <summary>Callable from outside: a system makes its top actors so.</summary>
    public IActorRef ActorOf(Props props, string name = null)
    {
        ArgumentNullException.ThrowIfNull(props);
        if (name != null && !ActorPath.IsValidPathElement(name))
            throw new InvalidActorNameException($"Illegal actor name [{name}]: it must not start with $, and has only ASCII letters, digits and {ActorPath.ValidSymbols}.");
        ActorCell child;
        lock (_children)
        {
            if (_closedToChildren)
                throw new InvalidOperationException("cannot create children while terminating or terminated");
            name ??= GeneratedName(_nextName++);
            if (_children.ContainsKey(name))
                throw new InvalidActorNameException($"Actor name \"{name}\" is not unique!");
            child = new ActorCell(_system, props, new ChildActorPath(Self.Path, name, NewUid()), Self);
            _children.Add(name, new ChildStats(child.Self));
        }
        child.Start();
        return child.Self;
    }

    public IActorRef Child(string name) => SingleChild(name);

    public IEnumerable<IActorRef> GetChildren() => ChildrenSnapshot().Select(stats => (IActorRef)stats.Child).ToArray();

    /// <summary>Callable from outside.</summary>
    public IInternalActorRef SingleChild(string name)
    {
        var (plain, uid) = ActorPath.SplitNameAndUid(name);
        lock (_children)
        {
            return _children.TryGetValue(plain, out var stats) && (uid == ActorPath.UndefinedUid || uid == stats.Child.Path.Uid)
                ? stats.Child
                : Nobody.Instance;
        }
    }

    public void Stop(IActorRef child)
    {
        if (StatsOf(child) is { } stats)
            stats.Stopping = true;
        ((IInternalActorRef)child).Stop();
    }

    /// <summary>Uids are never 0 (which means "any") and fit 31 bits, as Akka's do.</summary>
    internal static long NewUid()
    {
        var uid = 0;
        while (uid == 0)
            uid = Random.Shared.Next();
        return uid;
    }

    private static string GeneratedName(long number)
    {
        const string Digits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+~";
        var name = "$";
        do
        {
            name += Digits[(int)(number & 63)];
            number >>= 6;
        }
        while (number > 0);
        return name;
    }

    private ChildStats[] ChildrenSnapshot()
    {
        lock (_children)
            return [.. _children.Values];
    }

    private ChildStats StatsOf(IActorRef child)
    {
        lock (_children)
            return _children.TryGetValue(child.Path.Name, out var stats) && stats.Child.Equals(child) ? stats : null;
    }

    private bool RemoveChild(IActorRef child)
    {
        lock (_children)
            return StatsOf(child) != null && _children.Remove(child.Path.Name);
    }
}
