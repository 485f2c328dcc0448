using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Remote;

namespace Akka.Cluster;

/// <summary>Remoting, with the cluster's membership beside it from the system's start on.</summary>
public class ClusterActorRefProvider : RemoteActorRefProvider
{
    internal ClusterActorRefProvider(ActorSystemImpl system)
        : base(system)
    {
        system.Settings.InjectTopLevelFallback(ConfigurationFactory.FromResource("Akka.Cluster.Configuration.Cluster.conf", typeof(ClusterActorRefProvider).Assembly));
    }

    internal override void Init()
    {
        base.Init();
        Cluster.Get(System);
    }
}
