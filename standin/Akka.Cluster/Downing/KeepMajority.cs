using System.Collections.Immutable;
using Akka.Cluster.Gossip;

namespace Akka.Cluster.SBR;

/// <summary>
/// The side with more members stays; of two halves, the one with the lowest address. Which side a member is on is what it sees itself, not what others say:
/// somebody who was cut off and comes back says of everybody that they do not answer.
/// </summary>
internal sealed class KeepMajority
{
    private readonly List<Member> _counted;
    private readonly List<Member> _reachable;
    private readonly UniqueAddress _self;

    /// <summary>Members that only join are not counted: the other side may not have heard of them.</summary>
    public KeepMajority(GossipState gossip, UniqueAddress self, string role)
    {
        _self = self;
        var unseen = gossip.Observations.GetValueOrDefault(self)?.Unreachable ?? ImmutableHashSet<UniqueAddress>.Empty;
        _counted = [.. gossip.Members.Values.Where(member => member.Status is MemberStatus.Up or MemberStatus.Leaving && (role.Length == 0 || member.HasRole(role)))];
        _reachable = [.. _counted.Where(member => !unseen.Contains(member.UniqueAddress))];
        Unreachable = [.. gossip.Members.Values.Where(member => member.Status != MemberStatus.Down && unseen.Contains(member.UniqueAddress))];
    }

    /// <summary>What there is to decide about.</summary>
    public IReadOnlyList<Member> Unreachable { get; }

    public bool Survives
    {
        get
        {
            var unreachableCount = _counted.Count - _reachable.Count;
            return _reachable.Count > unreachableCount || (_reachable.Count == unreachableCount && (_counted.Count == 0 || _reachable.Contains(_counted[0])));
        }
    }

    /// <summary>One acts for all that come to the same decision.</summary>
    public bool Acts => _reachable.FirstOrDefault()?.UniqueAddress == _self;

    /// <summary>The same as long as nothing has changed that matters.</summary>
    public override string ToString() =>
        $"{string.Join(' ', _counted.Select(member => $"{member.UniqueAddress}{member.Status}"))} without {string.Join(' ', Unreachable.Select(member => member.UniqueAddress))}";
}
