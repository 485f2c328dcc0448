using System.Buffers.Binary;
using System.Net;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture.Descriptors.Sockets;

/// <summary>Reads a <c>sockaddr_in</c> (port at 2, address at 4) or <c>sockaddr_in6</c> (port at 2, address at 8, scope at 24).</summary>
internal static class InternetAddress
{
    public static IPEndPoint Parse(byte[] address)
    {
        var port = BinaryPrimitives.ReadUInt16BigEndian(address.AsSpan(2));
        return BitConverter.ToUInt16(address) == Socket.AF_INET6
            ? new IPEndPoint(new IPAddress(address.AsSpan(8, 16), BitConverter.ToUInt32(address, 24)), port)
            : new IPEndPoint(new IPAddress(address.AsSpan(4, 4)), port);
    }

    /// <summary>The structure for an address.</summary>
    public static byte[] Of(IPEndPoint address)
    {
        var isSix = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        var bytes = new byte[isSix ? 28 : 16];
        bytes[0] = (byte)(isSix ? Socket.AF_INET6 : Socket.AF_INET);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)address.Port);
        address.Address.GetAddressBytes().CopyTo(bytes.AsSpan(isSix ? 8 : 4));
        return bytes;
    }

    /// <summary>The structure for an address on a socket of this family: one of IPv6 reaches addresses of IPv4 as well.</summary>
    public static byte[] OfFamily(IPEndPoint address, int family) => Of(family == Socket.AF_INET6 && address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork
        ? new IPEndPoint(address.Address.MapToIPv6(), address.Port)
        : family == Socket.AF_INET ? TcpPairing.Plain(address) : address);

    /// <summary>Whether this host has the address; its port does not matter.</summary>
    public static bool IsOfThisHost(byte[] address)
    {
        if (IPAddress.IsLoopback(TcpPairing.Plain(Parse(address)).Address))
            return true;
        using var probe = Socket.Create(BitConverter.ToUInt16(address), Socket.SOCK_DGRAM, 0);
        var anyPort = (byte[])address.Clone();
        (anyPort[2], anyPort[3]) = (0, 0);
        return Socket.TryBind(probe, anyPort) == 0;
    }

    /// <summary>Whether it is a multicast address.</summary>
    public static bool IsOfAGroup(byte[] address)
        => address.Length > 0 && TcpPairing.Plain(Parse(address)).Address is var host
            && (host.IsIPv6Multicast || (host.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && host.GetAddressBytes()[0] >> 4 == 14));

    public static string Text(byte[] address) => Parse(address).ToString();

    /// <summary>The same address, or the loopback one where it stands for all of this host.</summary>
    public static byte[] Reachable(byte[] address)
    {
        var reachable = (byte[])address.Clone();
        if (Parse(address).Address is var host && (IPAddress.Any.Equals(host) || IPAddress.IPv6Any.Equals(host)))
            reachable[BitConverter.ToUInt16(address) == Socket.AF_INET6 ? 23 : 7] = 1;
        if (IPAddress.Any.Equals(Parse(address).Address))
            reachable[4] = 127;
        return reachable;
    }
}
