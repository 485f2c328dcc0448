using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Cluster;

/// <summary>One member as everybody knows it. Members are equal when they are the same incarnation.</summary>
public class Member : IComparable<Member>
{
    /// <summary>By host, then by port; the lowest reachable one leads.</summary>
    public static readonly IComparer<Address> AddressOrdering = Comparer<Address>.Create((left, right) =>
    {
        var byHost = string.CompareOrdinal(left?.Host, right?.Host);
        return byHost != 0 ? byHost : (left?.Port ?? 0).CompareTo(right?.Port ?? 0);
    });

    internal Member(UniqueAddress uniqueAddress, int upNumber, MemberStatus status, ImmutableHashSet<string> roles)
    {
        UniqueAddress = uniqueAddress;
        UpNumber = upNumber;
        Status = status;
        Roles = roles;
    }

    public UniqueAddress UniqueAddress { get; }

    public Address Address => UniqueAddress.Address;

    public MemberStatus Status { get; }

    public ImmutableHashSet<string> Roles { get; }

    /// <summary>The how-manieth member that came up; the lowest is the oldest.</summary>
    internal int UpNumber { get; }

    public bool HasRole(string role) => Roles.Contains(role);

    public bool IsOlderThan(Member other) => UpNumber == other.UpNumber ? AddressOrdering.Compare(Address, other.Address) < 0 : UpNumber < other.UpNumber;

    internal Member With(MemberStatus status, int? upNumber = null) => new(UniqueAddress, upNumber ?? UpNumber, status, Roles);

    public int CompareTo(Member other) => UniqueAddress.CompareTo(other?.UniqueAddress);

    public override bool Equals(object obj) => obj is Member other && UniqueAddress.Equals(other.UniqueAddress);

    public override int GetHashCode() => UniqueAddress.GetHashCode();

    public override string ToString() => $"Member(address = {Address}, Uid={UniqueAddress.Uid} status = {Status}, role=[{string.Join(',', Roles)}], upNumber={UpNumber})";
}
