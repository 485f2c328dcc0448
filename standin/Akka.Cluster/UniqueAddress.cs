using Akka.Actor;

namespace Akka.Cluster;

/// <summary>One incarnation of an address.</summary>
public class UniqueAddress(Address address, int uid) : IEquatable<UniqueAddress>, IComparable<UniqueAddress>
{
    public Address Address { get; } = address;

    public int Uid { get; } = uid;

    public bool Equals(UniqueAddress other) => other is not null && Uid == other.Uid && Address == other.Address;

    public override bool Equals(object obj) => Equals(obj as UniqueAddress);

    public override int GetHashCode() => HashCode.Combine(Address, Uid);

    public int CompareTo(UniqueAddress other)
    {
        var byAddress = Member.AddressOrdering.Compare(Address, other?.Address);
        return byAddress != 0 ? byAddress : Uid.CompareTo(other?.Uid);
    }

    public override string ToString() => $"UniqueAddress: ({Address}, {Uid})";

    public static bool operator ==(UniqueAddress left, UniqueAddress right) => Equals(left, right);

    public static bool operator !=(UniqueAddress left, UniqueAddress right) => !Equals(left, right);
}
