using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Cluster;

/// <summary>What a subscriber is told.</summary>
public class ClusterEvent
{
    public enum SubscriptionInitialStateMode
    {
        /// <summary>First one message with the whole state.</summary>
        InitialStateAsSnapshot,

        /// <summary>First the events that would have led to it.</summary>
        InitialStateAsEvents,
    }

    public interface IClusterDomainEvent : INoSerializationVerificationNeeded;

    public interface IMemberEvent : IClusterDomainEvent
    {
        Member Member { get; }
    }

    public interface IReachabilityEvent : IClusterDomainEvent
    {
        Member Member { get; }
    }

    public sealed class CurrentClusterState : INoSerializationVerificationNeeded
    {
        internal CurrentClusterState(Gossip.GossipState gossip)
        {
            Members = [.. gossip.Members.Values];
            Unreachable = [.. gossip.UnreachableMembers];
            Leader = gossip.Leader?.Address;
        }

        public ImmutableSortedSet<Member> Members { get; }

        public ImmutableHashSet<Member> Unreachable { get; }

        public Address Leader { get; }

        public ImmutableHashSet<string> AllRoles => [.. Members.SelectMany(member => member.Roles)];
    }

    public abstract class MemberStatusChange(Member member) : IMemberEvent
    {
        public Member Member { get; } = member;

        public override string ToString() => $"{GetType().Name}({Member})";
    }

    public sealed class MemberJoined(Member member) : MemberStatusChange(member);

    public sealed class MemberUp(Member member) : MemberStatusChange(member);

    public sealed class MemberLeft(Member member) : MemberStatusChange(member);

    public sealed class MemberExited(Member member) : MemberStatusChange(member);

    public sealed class MemberDowned(Member member) : MemberStatusChange(member);

    public sealed class MemberRemoved(Member member, MemberStatus previousStatus) : MemberStatusChange(member)
    {
        public MemberStatus PreviousStatus { get; } = previousStatus;
    }

    public abstract class ReachabilityEvent(Member member) : IReachabilityEvent
    {
        public Member Member { get; } = member;

        public override string ToString() => $"{GetType().Name}({Member})";
    }

    public sealed class UnreachableMember(Member member) : ReachabilityEvent(member);

    public sealed class ReachableMember(Member member) : ReachabilityEvent(member);

    public sealed class LeaderChanged(Address leader) : IClusterDomainEvent
    {
        public Address Leader { get; } = leader;
    }
}
