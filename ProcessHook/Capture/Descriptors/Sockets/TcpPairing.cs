using System.Net;

namespace Entracte.ProcessHook.Capture.Descriptors.Sockets;

/// <summary>Finds the two ends of TCP connections: each one's local address is the other's peer address.</summary>
public static class TcpPairing
{
    /// <summary>One end of a connection.</summary>
    public readonly record struct End(ulong Id, IPEndPoint Local, IPEndPoint Peer);

    /// <summary>Pairs the ends. An address of IPv4 written as one of IPv6 is the same address.</summary>
    /// <returns>For each end that has one, its mate; an end connected to itself is its own mate.</returns>
    public static IReadOnlyDictionary<ulong, ulong> Find(IReadOnlyCollection<End> ends)
    {
        var byAddresses = new Dictionary<(IPEndPoint, IPEndPoint), ulong>();
        foreach (var end in ends)
            byAddresses.TryAdd((Plain(end.Local), Plain(end.Peer)), end.Id);
        var mates = new Dictionary<ulong, ulong>();
        foreach (var end in ends)
        {
            if (byAddresses.TryGetValue((Plain(end.Peer), Plain(end.Local)), out var mate))
                mates[end.Id] = mate;
        }
        return mates;
    }

    /// <summary>Whether a connection to this address arrives at a socket that listens there.</summary>
    public static bool Reaches(IPEndPoint target, IPEndPoint listening)
        => target.Port == listening.Port
            && (IPAddress.Any.Equals(listening.Address) && Plain(target).AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork
                || IPAddress.IPv6Any.Equals(listening.Address)
                || Plain(target).Address.Equals(Plain(listening).Address));

    /// <summary>An address of IPv4 is written as such.</summary>
    public static IPEndPoint Plain(IPEndPoint address) => address.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(address.Address.MapToIPv4(), address.Port) : address;
}
