using System.Collections.Immutable;

namespace Akka.Cluster.Gossip;

/// <summary>Whom one member cannot reach; a later version replaces an earlier one.</summary>
internal sealed record Observation(long Version, ImmutableHashSet<UniqueAddress> Unreachable)
{
    public static readonly Observation None = new(0, []);
}
