namespace Akka.Cluster.Gossip;

/// <summary>What has happened between two states.</summary>
internal static class Events
{
    public static IEnumerable<ClusterEvent.IClusterDomainEvent> Between(GossipState before, GossipState after)
    {
        foreach (var member in after.Members.Values)
        {
            if (!before.Members.TryGetValue(member.UniqueAddress, out var known) || known.Status != member.Status)
                yield return Of(member);
        }

        var unreachableBefore = before.UnreachableMembers.ToHashSet();
        var unreachableAfter = after.UnreachableMembers.ToHashSet();
        foreach (var member in unreachableAfter.Except(unreachableBefore))
            yield return new ClusterEvent.UnreachableMember(member);
        foreach (var member in unreachableBefore.Except(unreachableAfter).Where(member => after.Members.ContainsKey(member.UniqueAddress)))
            yield return new ClusterEvent.ReachableMember(after.Members[member.UniqueAddress]);
        foreach (var member in before.Members.Values.Where(member => !after.Members.ContainsKey(member.UniqueAddress)))
        {
            var downed = after.Removed.GetValueOrDefault(member.UniqueAddress);
            yield return new ClusterEvent.MemberRemoved(member.With(MemberStatus.Removed), downed ? MemberStatus.Down : MemberStatus.Exiting);
        }

        if (before.Leader?.Address != after.Leader?.Address)
            yield return new ClusterEvent.LeaderChanged(after.Leader?.Address);
    }

    private static ClusterEvent.IMemberEvent Of(Member member) => member.Status switch
    {
        MemberStatus.Joining => new ClusterEvent.MemberJoined(member),
        MemberStatus.Up => new ClusterEvent.MemberUp(member),
        MemberStatus.Leaving => new ClusterEvent.MemberLeft(member),
        MemberStatus.Exiting => new ClusterEvent.MemberExited(member),
        MemberStatus.Down => new ClusterEvent.MemberDowned(member),
        _ => throw new InvalidOperationException($"{member} cannot be in the gossip"),
    };
}
