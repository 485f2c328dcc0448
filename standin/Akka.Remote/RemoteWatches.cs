using System.Diagnostics;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Remote;

/// <summary>
/// Death watch over the network. A watch is said again with every new connection, because the one before may have taken it along; who is watched answers at once
/// when it is gone already. A system from which nothing has been heard for too long counts as gone, with all its actors.
/// </summary>
internal sealed class RemoteWatches(ActorSystemImpl system, RemoteActorRefProvider provider) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Address, Watched> _byAddress = [];
    private TimeSpan _patience;
    private Timer _heartbeat;

    public void Start()
    {
        var config = system.Settings.Config.GetConfig("akka.remote.watch-failure-detector");
        var interval = config.GetTimeSpan("heartbeat-interval");
        _patience = config.GetTimeSpan("acceptable-heartbeat-pause") + interval;
        _heartbeat = new Timer(_ => Beat(), null, interval, interval);
    }

    public void Begin(RemoteActorRef watchee, IInternalActorRef watcher)
    {
        lock (_lock)
        {
            if (!_byAddress.TryGetValue(watchee.Path.Address, out var watched))
                _byAddress.Add(watchee.Path.Address, watched = new Watched());
            watched.Pairs.Add((watchee, watcher));
        }

        provider.Transport.To(watchee.Path.Address).Send(new Transport.Outgoing.Watching(watchee, watcher));
    }

    public void End(RemoteActorRef watchee, IInternalActorRef watcher)
    {
        if (Forget(watchee, watcher) is { } known)
            provider.Transport.To(watchee.Path.Address).Send(new Transport.Outgoing.Unwatching(known, watcher));
    }

    /// <summary>The other system says that an actor is gone.</summary>
    public void Gone(IActorRef actor, IInternalActorRef watcher, bool existenceConfirmed)
    {
        if (Forget(actor, watcher) is { } known)
            watcher.SendSystemMessage(new DeathWatchNotification(known, existenceConfirmed, false));
    }

    public void Heard(Address address)
    {
        lock (_lock)
        {
            if (_byAddress.TryGetValue(address, out var watched))
                watched.HeardAt = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>What the other system has to be told when a connection to it is new.</summary>
    public IEnumerable<Transport.Outgoing> Of(Address address)
    {
        lock (_lock)
            return _byAddress.TryGetValue(address, out var watched) ? [.. watched.Pairs.Select(pair => new Transport.Outgoing.Watching(pair.Watchee, pair.Watcher))] : [];
    }

    /// <summary>The system at that address is gone for those who watch.</summary>
    public void AddressTerminated(Address address)
    {
        Watched gone;
        lock (_lock)
        {
            if (!_byAddress.Remove(address, out gone))
                return;
        }

        foreach (var (watchee, watcher) in gone.Pairs)
            watcher.SendSystemMessage(new DeathWatchNotification(watchee, false, true));
    }

    public void Dispose() => _heartbeat?.Dispose();

    private RemoteActorRef Forget(IActorRef watchee, IInternalActorRef watcher)
    {
        lock (_lock)
        {
            if (!_byAddress.TryGetValue(watchee.Path.Address, out var watched))
                return null;
            // Whoever was watched without a uid is meant by any incarnation of that path.
            var pair = watched.Pairs.FirstOrDefault(each => each.Watcher.Equals(watcher) && each.Watchee.Path == watchee.Path
                && (each.Watchee.Path.Uid == ActorPath.UndefinedUid || each.Watchee.Path.Uid == watchee.Path.Uid));
            watched.Pairs.Remove(pair);
            if (watched.Pairs.Count == 0)
                _byAddress.Remove(watchee.Path.Address);
            return pair.Watchee;
        }
    }

    private void Beat()
    {
        Address[] silent;
        Address[] all;
        lock (_lock)
        {
            all = [.. _byAddress.Keys];
            silent = [.. _byAddress.Where(each => Stopwatch.GetElapsedTime(each.Value.HeardAt) > _patience).Select(each => each.Key)];
        }

        foreach (var address in silent)
        {
            system.Log.Warning("Nothing was heard of {0} for {1}; its actors count as terminated", address, _patience);
            AddressTerminated(address);
        }

        foreach (var address in all.Except(silent))
            provider.Transport.To(address).Send(Transport.Outgoing.Heartbeat.Instance);
    }

    private sealed class Watched
    {
        public HashSet<(RemoteActorRef Watchee, IInternalActorRef Watcher)> Pairs { get; } = [];

        public long HeardAt { get; set; } = Stopwatch.GetTimestamp();
    }
}
