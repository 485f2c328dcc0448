using System.Collections.Immutable;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Cluster.Gossip;
using Akka.Remote;

namespace Akka.Cluster;

/// <summary>What a program sees of the cluster, and what it asks of it.</summary>
public class Cluster : IExtension
{
    private readonly IActorRef _daemon;
    private readonly Lock _lock = new();
    private readonly List<Action> _onUp = [];
    private readonly List<Action> _onRemoved = [];
    private readonly TaskCompletionSource _up = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _exiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _removed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile GossipState _gossip = GossipState.Empty;

    internal Cluster(ExtendedActorSystem system)
    {
        if (system.Provider is not ClusterActorRefProvider provider)
            throw new Configuration.ConfigurationException($"ActorSystem {system} needs to have a 'ClusterActorRefProvider' enabled in the configuration (akka.actor.provider = cluster)");
        System = system;
        Provider = provider;
        Settings = new ClusterSettings(system.Settings.Config, system.Name);
        SelfUniqueAddress = new UniqueAddress(provider.DefaultAddress, AddressUidExtension.Uid(system));
        DowningProvider = string.IsNullOrEmpty(Settings.DowningProviderClass)
            ? new NoDowning()
            : Util.TypeFinder.Create<IDowningProvider>(Settings.DowningProviderClass, system);
        _daemon = system.SystemActorOf(Props.Create(() => new ClusterDaemon(this)), ClusterDaemon.Name);
        var shutdown = CoordinatedShutdown.Get(system);
        shutdown.AddTask(CoordinatedShutdown.PhaseClusterLeave, "leave", LeaveForShutdownAsync);
        shutdown.AddTask(CoordinatedShutdown.PhaseClusterExitingDone, "exiting-completed", () =>
        {
            _daemon.Tell(new ClusterDaemon.ExitingCompleted(), ActorRefs.NoSender);
            return Task.FromResult(Done.Instance);
        });
        if (DowningProvider.DowningActorProps is { } downing)
            system.SystemActorOf(downing, "clusterDowning");
        if (Settings.SeedNodes.Count > 0)
            JoinSeedNodes(Settings.SeedNodes);
    }

    public ExtendedActorSystem System { get; }

    public ClusterSettings Settings { get; }

    public UniqueAddress SelfUniqueAddress { get; }

    public Address SelfAddress => SelfUniqueAddress.Address;

    public ImmutableHashSet<string> SelfRoles => Settings.Roles;

    /// <summary>Before it has joined, this node is a member on its way out, as with Akka.</summary>
    public Member SelfMember => _gossip.Members.GetValueOrDefault(SelfUniqueAddress)
        ?? new Member(SelfUniqueAddress, int.MaxValue, MemberStatus.Removed, Settings.Roles);

    public ClusterEvent.CurrentClusterState State => new(_gossip);

    public bool IsUp => SelfMember.Status == MemberStatus.Up;

    public bool IsTerminated => _removed.Task.IsCompleted;

    public IDowningProvider DowningProvider { get; }

    internal ClusterActorRefProvider Provider { get; }

    internal GossipState Gossip => _gossip;

    public static Cluster Get(ActorSystem system) => system.WithExtension<Cluster, ClusterExtension>();

    public void Subscribe(IActorRef subscriber, params Type[] to) => Subscribe(subscriber, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsSnapshot, to);

    public void Subscribe(IActorRef subscriber, ClusterEvent.SubscriptionInitialStateMode initialStateMode, params Type[] to) =>
        _daemon.Tell(new ClusterDaemon.Subscription(subscriber, initialStateMode, to), ActorRefs.NoSender);

    public void Unsubscribe(IActorRef subscriber) => Unsubscribe(subscriber, null);

    public void Unsubscribe(IActorRef subscriber, Type to) => _daemon.Tell(new ClusterDaemon.EndOfSubscription(subscriber, to), ActorRefs.NoSender);

    public void Join(Address address) => JoinSeedNodes([address], isSeed: false);

    public void JoinSeedNodes(IEnumerable<Address> seedNodes) => JoinSeedNodes([.. seedNodes], isSeed: true);

    public Task JoinAsync(Address address, CancellationToken token = default)
    {
        Join(address);
        return _up.Task.WaitAsync(token);
    }

    public Task JoinSeedNodesAsync(IEnumerable<Address> seedNodes, CancellationToken token = default)
    {
        JoinSeedNodes(seedNodes);
        return _up.Task.WaitAsync(token);
    }

    public void Leave(Address address) => _daemon.Tell(new ClusterDaemon.Change(address, MemberStatus.Leaving), ActorRefs.NoSender);

    public Task LeaveAsync(CancellationToken token = default)
    {
        Leave(SelfAddress);
        return _removed.Task.WaitAsync(token);
    }

    public void Down(Address address) => _daemon.Tell(new ClusterDaemon.Change(address, MemberStatus.Down), ActorRefs.NoSender);

    public void RegisterOnMemberUp(Action callback) => Register(_up.Task, _onUp, callback);

    public void RegisterOnMemberRemoved(Action callback) => Register(_removed.Task, _onRemoved, callback);

    /// <summary>The daemon's state has changed.</summary>
    internal void Know(GossipState gossip)
    {
        _gossip = gossip;
        var status = SelfMember.Status;
        if (status is MemberStatus.Up)
            Tell(_up, _onUp);
        if (status is MemberStatus.Exiting or MemberStatus.Down)
            _exiting.TrySetResult();
    }

    /// <summary>This node is no member any more.</summary>
    internal void Removed()
    {
        _exiting.TrySetResult();
        _up.TrySetException(new ClusterJoinFailedException($"{SelfAddress} was removed from the cluster"));
        Tell(_removed, _onRemoved);
    }

    private void JoinSeedNodes(ImmutableList<Address> addresses, bool isSeed) => _daemon.Tell(new ClusterDaemon.JoinTo(addresses, isSeed), ActorRefs.NoSender);

    private async Task<Done> LeaveForShutdownAsync()
    {
        if (_gossip.Members.ContainsKey(SelfUniqueAddress) && !IsTerminated)
        {
            Leave(SelfAddress);
            await _exiting.Task.ConfigureAwait(false);
        }

        return Done.Instance;
    }

    private void Register(Task happened, List<Action> callbacks, Action callback)
    {
        lock (_lock)
        {
            if (!happened.IsCompletedSuccessfully)
            {
                callbacks.Add(callback);
                return;
            }
        }

        ThreadPool.QueueUserWorkItem(_ => callback());
    }

    private void Tell(TaskCompletionSource happened, List<Action> callbacks)
    {
        Action[] due;
        lock (_lock)
        {
            happened.TrySetResult();
            due = [.. callbacks];
            callbacks.Clear();
        }

        foreach (var callback in due)
            ThreadPool.QueueUserWorkItem(_ => callback());
    }
}
