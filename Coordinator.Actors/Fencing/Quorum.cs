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
        return Has(Members(cluster), [.. heard, cluster.SelfAddress]);
    }

    /// <summary>Whether nobody is missing.</summary>
    public static bool IsAll(ActorSystem system, IEnumerable<Address> heard)
    {
        if (((ExtendedActorSystem)system).Provider is not ClusterActorRefProvider)
            return true;
        var cluster = Cluster.Get(system);
        HashSet<Address> all = [.. heard, cluster.SelfAddress];
        return Members(cluster).TrueForAll(all.Contains);
    }

    private static List<Address> Members(Cluster cluster)
        => [.. cluster.State.Members.Where(member => member.Status is MemberStatus.Up or MemberStatus.Leaving or MemberStatus.WeaklyUp).Select(member => member.Address)];

    /// <summary>Pure.</summary>
    public static bool Has(IReadOnlyCollection<Address> members, IReadOnlyCollection<Address> heard)
    {
        var present = members.Where(heard.Contains).ToHashSet();
        return 2 * present.Count > members.Count
            || (2 * present.Count == members.Count && present.Count > 0 && present.Contains(members.OrderBy(member => member.Host, StringComparer.Ordinal).ThenBy(member => member.Port).First()));
    }
}
