using Akka.Actor;
using Akka.Cluster.Gossip;

namespace Akka.Cluster;

/// <content>Those who want to know what happens to members.</content>
internal sealed partial class ClusterDaemon
{
    private readonly Dictionary<IActorRef, HashSet<Type>> _subscribers = [];

    private void ReceiveSubscriptions()
    {
        Receive<Subscription>(OnSubscription);
        Receive<EndOfSubscription>(end =>
        {
            if (end.Type is null)
                _subscribers.Remove(end.Subscriber);
            else if (_subscribers.TryGetValue(end.Subscriber, out var types))
                types.Remove(end.Type);
        });
        Receive<Terminated>(terminated => _subscribers.Remove(terminated.ActorRef));
    }

    private void OnSubscription(Subscription subscription)
    {
        if (!_subscribers.TryGetValue(subscription.Subscriber, out var types))
            _subscribers.Add(subscription.Subscriber, types = []);
        types.UnionWith(subscription.Types);
        Context.Watch(subscription.Subscriber);
        if (subscription.Mode == ClusterEvent.SubscriptionInitialStateMode.InitialStateAsSnapshot)
        {
            subscription.Subscriber.Tell(new ClusterEvent.CurrentClusterState(_state), ActorRefs.NoSender);
            return;
        }

        foreach (var happened in Events.Between(GossipState.Empty, _state).Where(happened => subscription.Types.Any(type => type.IsInstanceOfType(happened))))
            subscription.Subscriber.Tell(happened, ActorRefs.NoSender);
    }

    private void Publish(GossipState before, GossipState after)
    {
        foreach (var happened in Events.Between(before, after))
        {
            foreach (var (subscriber, types) in _subscribers)
            {
                if (types.Any(type => type.IsInstanceOfType(happened)))
                    subscriber.Tell(happened, ActorRefs.NoSender);
            }
        }
    }

    internal sealed record Subscription(IActorRef Subscriber, ClusterEvent.SubscriptionInitialStateMode Mode, Type[] Types) : INoSerializationVerificationNeeded;

    internal sealed record EndOfSubscription(IActorRef Subscriber, Type Type) : INoSerializationVerificationNeeded;
}
