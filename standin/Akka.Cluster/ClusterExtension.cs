using Akka.Actor;

namespace Akka.Cluster;

public sealed class ClusterExtension : ExtensionIdProvider<Cluster>
{
    public override Cluster CreateExtension(ExtendedActorSystem system) => new(system);
}
