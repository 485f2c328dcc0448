namespace Akka.Actor;

/// <summary>Where an actor system can be reached; without host and port it is the system this process runs itself.</summary>
public sealed class Address : IEquatable<Address>, IComparable<Address>, IComparable
{
    public static readonly Address AllSystems = new("akka", "all-systems");

    public Address(string protocol, string system, string host = null, int? port = null)
    {
        Protocol = protocol;
        System = system;
        Host = host?.ToLowerInvariant();
        Port = port;
    }

    public string Protocol { get; }

    public string System { get; }

    public string Host { get; }

    public int? Port { get; }

    public bool HasLocalScope => string.IsNullOrEmpty(Host);

    public bool HasGlobalScope => !HasLocalScope;

    public Address WithProtocol(string protocol) => new(protocol, System, Host, Port);

    public Address WithSystem(string system) => new(Protocol, system, Host, Port);

    public Address WithHost(string host = null) => new(Protocol, System, host, Port);

    public Address WithPort(int? port = null) => new(Protocol, System, Host, port);

    public static Address Parse(string address) =>
        TryParse(address, out var parsed) ? parsed : throw new UriFormatException($"'{address}' is not the address of an actor system");

    public static bool TryParse(string path, out Address address) => TryParse(path, out address, out _);

    /// <summary>Takes the address off the front of a full actor path; what follows it (from the first slash) is the rest.</summary>
    public static bool TryParse(string path, out Address address, out string absolutUri)
    {
        address = null;
        absolutUri = null;
        var scheme = path?.IndexOf("://", StringComparison.Ordinal) ?? -1;
        if (scheme <= 0)
            return false;
        var rest = path[(scheme + 3)..];
        var slash = rest.IndexOf('/');
        absolutUri = slash < 0 ? "/" : rest[slash..];
        var authority = slash < 0 ? rest : rest[..slash];
        var at = authority.IndexOf('@');
        if (at < 0)
        {
            address = new Address(path[..scheme], authority);
            return authority.Length > 0;
        }
        var colon = authority.LastIndexOf(':');
        if (colon < at || !int.TryParse(authority[(colon + 1)..], out var port))
            return false;
        address = new Address(path[..scheme], authority[..at], authority[(at + 1)..colon], port);
        return true;
    }

    public string HostPort() => ToString()[(Protocol.Length + 3)..];

    public override string ToString() => HasLocalScope
        ? $"{Protocol}://{System}"
        : $"{Protocol}://{System}@{Host}{(Port is { } port ? ":" + port : "")}";

    public bool Equals(Address other) => other is not null && Port == other.Port
        && Host == other.Host && System == other.System && Protocol == other.Protocol;

    public override bool Equals(object obj) => Equals(obj as Address);

    public override int GetHashCode() => HashCode.Combine(Protocol, System, Host, Port);

    public int CompareTo(Address other) => string.CompareOrdinal(ToString(), other?.ToString());

    public int CompareTo(object obj) => CompareTo(obj as Address);

    public static bool operator ==(Address left, Address right) => Equals(left, right);

    public static bool operator !=(Address left, Address right) => !Equals(left, right);
}
