using System.Globalization;

namespace Akka.Actor;

/// <summary>
/// The name of an actor: address, then the names from the root down. The uid tells incarnations of one name apart; it takes part in
/// <see cref="ToSerializationFormat"/> and in the equality of references, not in the equality of paths.
/// </summary>
public abstract class ActorPath : IEquatable<ActorPath>, IComparable<ActorPath>
{
    public const long UndefinedUid = 0;
    public const string ValidSymbols = "\"-_.*$+:@&=,!~';()";

    private protected ActorPath(Address address, ActorPath parent, string name, long uid)
    {
        Address = address;
        Parent = parent ?? this;
        Name = name;
        Uid = uid;
    }

    public Address Address { get; }

    public ActorPath Parent { get; }

    public string Name { get; }

    public long Uid { get; }

    public ActorPath Root => this is RootActorPath ? this : Parent.Root;

    public int Depth => this is RootActorPath ? 0 : Parent.Depth + 1;

    /// <summary>The names below the root, outermost first.</summary>
    public IReadOnlyList<string> Elements
    {
        get
        {
            var names = new string[Depth];
            var path = this;
            for (var index = names.Length - 1; index >= 0; index--, path = path.Parent)
                names[index] = path.Name;
            return names;
        }
    }

    public ActorPath WithUid(long uid) => this is RootActorPath ? this : new ChildActorPath(Parent, Name, uid);

    /// <summary>The path below this one; a name may carry its uid as <c>name#uid</c>.</summary>
    public ActorPath Child(string childName)
    {
        var (name, uid) = SplitNameAndUid(childName);
        return new ChildActorPath(this, name, uid);
    }

    public static ActorPath operator /(ActorPath path, string name) => path.Child(name);

    public static ActorPath operator /(ActorPath path, IEnumerable<string> name) => name.Where(part => part.Length > 0).Aggregate(path, (at, part) => at / part);

    public static bool IsValidPathElement(string s) =>
        !string.IsNullOrEmpty(s) && s[0] != '$' && s.All(c => char.IsAsciiLetterOrDigit(c) || ValidSymbols.Contains(c) || c == '%');

    public static ActorPath Parse(string path) =>
        TryParse(path, out var parsed) ? parsed : throw new UriFormatException($"'{path}' is not the full path of an actor");

    public static bool TryParse(string path, out ActorPath actorPath)
    {
        actorPath = null;
        if (!Address.TryParse(path, out var address, out var rest))
            return false;
        actorPath = new RootActorPath(address) / rest.Split('/');
        return true;
    }

    public string ToStringWithoutAddress() => "/" + string.Join('/', Elements);

    public string ToStringWithAddress() => ToStringWithAddress(Address);

    public string ToStringWithAddress(Address address) => (Address.HasGlobalScope ? Address : address) + ToStringWithoutAddress();

    public string ToStringWithUid() => ToStringWithAddress() + UidSuffix;

    public string ToSerializationFormat() => ToStringWithUid();

    public string ToSerializationFormatWithAddress(Address address) => ToStringWithAddress(address) + UidSuffix;

    public override string ToString() => ToStringWithAddress();

    public bool Equals(ActorPath other) => other is not null
        && (ReferenceEquals(this, other) || (Address == other.Address && Elements.SequenceEqual(other.Elements)));

    public override bool Equals(object obj) => Equals(obj as ActorPath);

    public override int GetHashCode() => HashCode.Combine(Address, Name, Depth);

    public int CompareTo(ActorPath other) => string.CompareOrdinal(ToString(), other?.ToString());

    public static bool operator ==(ActorPath left, ActorPath right) => Equals(left, right);

    public static bool operator !=(ActorPath left, ActorPath right) => !Equals(left, right);

    internal static (string Name, long Uid) SplitNameAndUid(string element)
    {
        var hash = element.IndexOf('#');
        return hash < 0 ? (element, UndefinedUid) : (element[..hash], long.Parse(element[(hash + 1)..], CultureInfo.InvariantCulture));
    }

    private string UidSuffix => Uid == UndefinedUid ? "" : "#" + Uid.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The root of all names of one system.</summary>
public sealed class RootActorPath(Address address, string name = "") : ActorPath(address, null, name, UndefinedUid);

/// <summary>A name below another.</summary>
public sealed class ChildActorPath(ActorPath parentPath, string name, long uid) : ActorPath(parentPath.Address, parentPath, name, uid);
