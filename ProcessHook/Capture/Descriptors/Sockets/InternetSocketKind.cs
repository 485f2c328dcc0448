using System.Buffers.Binary;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture.Descriptors.Sockets;

/// <summary>tcp(7) and udp(7) sockets over ip(7) and ipv6(7).</summary>
internal sealed class InternetSocketKind : DescriptorKind
{
    public override bool Recognizes(OpenFile file)
        => file.Status.IsSocket && Socket.GetInt32(file.Handle, Socket.SOL_SOCKET, Socket.SO_DOMAIN) is Socket.AF_INET or Socket.AF_INET6
            && Socket.GetInt32(file.Handle, Socket.SOL_SOCKET, Socket.SO_PROTOCOL) is Socket.IPPROTO_TCP or Socket.IPPROTO_UDP or Socket.IPPROTO_MPTCP;

    public override OpenFileRecord? Capture(OpenFile file, CaptureContext context)
    {
        if (context.SocketOptions.Of(file, context) is not { } options)
            return null;
        var local = Socket.LocalAddress(file.Handle);
        var protocol = Socket.GetInt32(file.Handle, Socket.SOL_SOCKET, Socket.SO_PROTOCOL);
        var record = new InternetSocketRecord
        {
            Family = Socket.GetInt32(file.Handle, Socket.SOL_SOCKET, Socket.SO_DOMAIN),
            Type = Socket.GetInt32(file.Handle, Socket.SOL_SOCKET, Socket.SO_TYPE),
            Protocol = protocol == Socket.IPPROTO_MPTCP ? Socket.IPPROTO_TCP : protocol,
            IsMultipath = protocol == Socket.IPPROTO_MPTCP,
            LocalAddress = Port(local) == 0 ? [] : local,
            PeerAddress = Socket.PeerAddress(file.Handle),
            Options = [.. options.Where(option => !ComesWithAddress(option, local))],
        };
        return record.Protocol == Socket.IPPROTO_TCP
            ? TcpConnections.Capture(record, file, context)
            : record with { State = record.PeerAddress.Length > 0 ? SocketState.Connected : SocketState.Idle };
    }

    /// <summary>Binding to an address that is one of IPv6 only turns IPV6_V6ONLY on (net/ipv6/af_inet6.c, inet6_bind).</summary>
    private static bool ComesWithAddress(SocketOptionRecord option, byte[] local)
        => (option.Level, option.Name) == (41, 26) && Port(local) != 0 && !System.Net.IPAddress.IPv6Any.Equals(InternetAddress.Parse(local).Address);

    /// <summary>The port in a <c>sockaddr_in</c> or <c>sockaddr_in6</c>.</summary>
    internal static int Port(byte[] address) => address.Length < 4 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(address.AsSpan(2));
}
