using Akka.Actor;
using Akka.Cluster;

namespace Entracte.Coordinator.Fencing;

/// <summary>
/// Whether those that a coordinator hears are the side that goes on when the cluster falls apart: more than half of its members, or half of them with the lowest address, as the split brain
/// resolver sees it. Of a machine alone it always is.
/// </summary>
internal static class Quorum
{
    public static bool Has(ActorSystem system, IEnumerable<Address> heard)
    {
        if (((ExtendedActorSystem)system).Provider is not ClusterActorRefProvider)
            return true;
        var cluster = Cluster.Get(system);
        return Has([.. cluster.State.Members.Where(member => member.Status is MemberStatus.Up or MemberStatus.Leaving or MemberStatus.WeaklyUp).Select(member => member.Address)],
            [.. heard, cluster.SelfAddress]);
    }

    /// <summary>Pure.</summary>
    public static bool Has(IReadOnlyCollection<Address> members, IReadOnlyCollection<Address> heard)
    {
        var present = members.Where(heard.Contains).ToHashSet();
        return 2 * present.Count > members.Count
            || (2 * present.Count == members.Count && present.Count > 0 && present.Contains(members.OrderBy(member => member.Host, StringComparer.Ordinal).ThenBy(member => member.Port).First()));
    }
}
