using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Cluster.Gossip;

/// <summary>
/// What a member knows of all members. Two such states are merged by taking, of everything, what is further along: statuses only advance, removed incarnations stay
/// removed, and each observer's latest opinion about who is unreachable counts. So all come to the same state in whatever order they hear of it.
/// </summary>
internal sealed record GossipState
{
    // Members are equal when they are the same incarnation; here a member with another status is another value.
    public static readonly ImmutableSortedDictionary<UniqueAddress, Member> NoMembers =
        ImmutableSortedDictionary<UniqueAddress, Member>.Empty.WithComparers(null, ReferenceEqualityComparer.Instance);

    public static readonly GossipState Empty = new();

    public ImmutableSortedDictionary<UniqueAddress, Member> Members { get; init; } = NoMembers;

    /// <summary>Incarnations that are gone, with whether they had been downed.</summary>
    public ImmutableDictionary<UniqueAddress, bool> Removed { get; init; } = ImmutableDictionary<UniqueAddress, bool>.Empty;

    public ImmutableDictionary<UniqueAddress, Observation> Observations { get; init; } = ImmutableDictionary<UniqueAddress, Observation>.Empty;

    public IEnumerable<Member> UnreachableMembers => Members.Values.Where(member => IsUnreachable(member.UniqueAddress));

    /// <summary>The lowest reachable one that may lead: those that are up or leaving first, and where there are none, those that join.</summary>
    public Member Leader
    {
        get
        {
            var reachable = Members.Values.Where(member => !IsUnreachable(member.UniqueAddress) && member.Status != MemberStatus.Down).ToList();
            return reachable.FirstOrDefault(member => member.Status is MemberStatus.Up or MemberStatus.Leaving)
                ?? reachable.FirstOrDefault(member => member.Status is MemberStatus.Exiting)
                ?? reachable.FirstOrDefault();
        }
    }

    /// <summary>Somebody who takes part says that it does not answer.</summary>
    public bool IsUnreachable(UniqueAddress subject) =>
        Observations.Any(each => each.Key != subject && Members.ContainsKey(each.Key) && each.Value.Unreachable.Contains(subject));

    public Member Find(Address address) => Members.Values.FirstOrDefault(member => member.Address == address);

    public GossipState With(Member member) => Removed.ContainsKey(member.UniqueAddress) ? this : this with { Members = Members.SetItem(member.UniqueAddress, member) };

    public GossipState Without(Member member) => this with
    {
        Members = Members.Remove(member.UniqueAddress),
        Removed = Removed.SetItem(member.UniqueAddress, member.Status == MemberStatus.Down),
        Observations = Observations.Remove(member.UniqueAddress),
    };

    public GossipState Observe(UniqueAddress observer, ImmutableHashSet<UniqueAddress> unreachable)
    {
        var before = Observations.GetValueOrDefault(observer) ?? Observation.None;
        return before.Unreachable.SetEquals(unreachable)
            ? this
            : this with { Observations = Observations.SetItem(observer, new Observation(before.Version + 1, unreachable)) };
    }

    public GossipState Merge(GossipState other)
    {
        var removed = Removed;
        foreach (var (gone, downed) in other.Removed)
            removed = removed.SetItem(gone, downed || (removed.TryGetValue(gone, out var known) && known));
        var members = Members;
        foreach (var (address, theirs) in other.Members)
            members = members.SetItem(address, members.TryGetValue(address, out var ours) ? Further(ours, theirs) : theirs);
        var observations = Observations;
        foreach (var (observer, theirs) in other.Observations)
        {
            if (theirs.Version > (observations.GetValueOrDefault(observer) ?? Observation.None).Version)
                observations = observations.SetItem(observer, theirs);
        }

        return new GossipState
        {
            Members = members.RemoveRange(removed.Keys),
            Removed = removed,
            Observations = observations.RemoveRange(removed.Keys),
        };
    }

    /// <summary>The same for whoever knows the same; by it members tell each other how much they have heard.</summary>
    public string Fingerprint()
    {
        var members = Members.Values.Select(member => $"{member.UniqueAddress}{member.Status}{member.UpNumber}");
        var removed = Removed.Keys.Select(gone => gone.ToString()).Order(StringComparer.Ordinal);
        var observations = Observations.OrderBy(each => each.Key).Select(each => $"{each.Key}{each.Value.Version}");
        var text = string.Join('\n', members.Concat(removed).Concat(observations));
        return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)))[..16];
    }

    // Two leaders of two sides may have given different numbers; the lower one is everybody's choice.
    private static Member Further(Member one, Member other)
    {
        var further = one.Status >= other.Status ? one : other;
        return one.UpNumber == other.UpNumber ? further : further.With(further.Status, Math.Min(one.UpNumber, other.UpNumber));
    }
}
