using System.Collections.Concurrent;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Capture.Descriptors.Sockets;

/// <summary>
/// The options of a socket that a program can set (socket(7), tcp(7), ip(7), ipv6(7)). Only what differs from a new socket of the same kind is
/// told, so that an image says what the program wanted and not what this machine happens to have as defaults.
/// </summary>
internal sealed class SocketOptions
{
    private const int SOL_IP = 0;
    private const int SOL_IPV6 = 41;
    private const int SOL_NETLINK = 270;
    private const int SOCK_SNDBUF_LOCK = 1;
    private const int SOCK_RCVBUF_LOCK = 2;

    /// <summary>REUSEADDR, DONTROUTE, BROADCAST, KEEPALIVE, OOBINLINE, NO_CHECK, PRIORITY, LINGER, REUSEPORT, PASSCRED, RCVLOWAT, RCVTIMEO, SNDTIMEO, BINDTODEVICE,
    /// TIMESTAMP, PASSSEC, TIMESTAMPNS, MARK, TIMESTAMPING, RXQ_OVFL, PEEK_OFF, LOCK_FILTER, BUSY_POLL, MAX_PACING_RATE, ZEROCOPY, PASSPIDFD, PASSRIGHTS.</summary>
    private static readonly int[] General = [2, 5, 6, 9, 10, 11, 12, 13, 15, 16, 18, 20, 21, 25, 29, 34, 35, 36, 37, 40, 42, 44, 46, 47, 60, 76, 83];

    /// <summary>NODELAY, CORK, KEEPIDLE, KEEPINTVL, KEEPCNT, SYNCNT, LINGER2, DEFER_ACCEPT, CONGESTION, USER_TIMEOUT, FASTOPEN, NOTSENT_LOWAT, SAVE_SYN, INQ.</summary>
    private static readonly int[] Tcp = [1, 3, 4, 5, 6, 7, 8, 9, 13, 18, 23, 25, 27, 36];

    /// <summary>NO_CHECK6_TX, NO_CHECK6_RX, SEGMENT, GRO.</summary>
    private static readonly int[] Udp = [101, 102, 103, 104];

    /// <summary>TOS, TTL, HDRINCL, RECVOPTS, RETOPTS, PKTINFO, MTU_DISCOVER, RECVERR, RECVTTL, RECVTOS, FREEBIND, PASSSEC, TRANSPARENT, RECVORIGDSTADDR, MINTTL, CHECKSUM,
    /// BIND_ADDRESS_NO_PORT, RECVFRAGSIZE, RECVERR_RFC4884, MULTICAST_IF, MULTICAST_TTL, MULTICAST_LOOP, MULTICAST_ALL, LOCAL_PORT_RANGE.</summary>
    private static readonly int[] Ip = [1, 2, 3, 6, 7, 8, 10, 11, 12, 13, 15, 18, 19, 20, 21, 23, 24, 25, 26, 32, 33, 34, 49, 51];

    /// <summary>UNICAST_HOPS, MULTICAST_IF, MULTICAST_HOPS, MULTICAST_LOOP, MTU_DISCOVER, RECVERR, V6ONLY, MULTICAST_ALL, RECVERR_RFC4884, FLOWINFO_SEND, RECVPKTINFO, RECVHOPLIMIT,
    /// RECVHOPOPTS, RECVRTHDR, RECVDSTOPTS, RECVPATHMTU, DONTFRAG, RECVTCLASS, TCLASS, AUTOFLOWLABEL, ADDR_PREFERENCES, MINHOPCOUNT, RECVORIGDSTADDR, RECVFRAGSIZE, FREEBIND.</summary>
    private static readonly int[] Ip6 = [16, 17, 18, 19, 23, 25, 26, 29, 31, 33, 49, 51, 53, 56, 58, 60, 62, 66, 67, 70, 72, 73, 74, 77, 78];

    /// <summary>What has a meaning for datagrams only; TCP does not let most of it be set.</summary>
    private static readonly HashSet<(int Level, int Name)> OfDatagrams =
    [
        .. new[] { 6, 7, 18, 20, 23, 25, 26, 32, 33, 34, 49 }.Select(name => (SOL_IP, name)), .. new[] { 17, 18, 19, 29, 31, 53, 56, 58, 60, 62, 74, 77 }.Select(name => (SOL_IPV6, name)),
    ];

    /// <summary>PKTINFO, BROADCAST_ERROR, NO_ENOBUFS, CAP_ACK, EXT_ACK, GET_STRICT_CHK.</summary>
    private static readonly int[] Netlink = [3, 4, 5, 10, 11, 12];

    /// <summary>What a new socket says, by family, type and protocol: asked once in a capture.</summary>
    private readonly ConcurrentDictionary<(int Family, int Type, int Protocol), (int Level, int Name, byte[] Value)[]> fresh = [];
    private readonly Dictionary<SafeFileHandle, SocketOptionRecord[]> known = [];
    private readonly MulticastGroups groups = new();
    private readonly ConcurrentDictionary<SafeFileHandle, bool> unreadable = [];

    /// <summary>Asks many sockets at once: there are some fifty questions to each.</summary>
    public void AskAll(IReadOnlyList<SafeFileHandle> sockets)
    {
        foreach (var (socket, options) in sockets.Zip(SideBySide.Select(sockets, Ask)))
            known.Add(socket, options);
    }

    /// <returns>Null where it has been refused.</returns>
    public SocketOptionRecord[]? Of(OpenFile file, CaptureContext context)
    {
        var options = known.TryGetValue(file.Handle, out var asked) ? asked : Ask(file.Handle);
        if (!unreadable.ContainsKey(file.Handle))
            return options;
        context.Refuse(file, "A BPF program (SO_ATTACH_BPF) is attached to it, which cannot be read.", "Run without.");
        return null;
    }

    private SocketOptionRecord[] Ask(SafeFileHandle socket)
    {
        int Number(int name) => Socket.GetInt32(socket, Socket.SOL_SOCKET, name);
        var kind = (Family: Number(Socket.SO_DOMAIN), Type: Number(Socket.SO_TYPE), Protocol: Number(Socket.SO_PROTOCOL));
        var options = fresh.GetOrAdd(kind, OfFresh);
        var changed = new List<SocketOptionRecord>();
        // First, because it may be locked by another option.
        var filter = Socket.GetFilter(socket);
        if (filter is null)
            unreadable.TryAdd(socket, true);
        else if (filter.Length > 0)
            changed.Add(new SocketOptionRecord { Level = Socket.SOL_SOCKET, Name = Socket.SO_GET_FILTER, Value = filter });
        Span<byte> value = stackalloc byte[Socket.OptionBytesMost];
        foreach (var (level, name, usual) in options)
        {
            var length = Socket.TryGetOption(socket, level, name, value);
            if (length >= 0 && !value[..length].SequenceEqual(usual))
                changed.Add(new SocketOptionRecord { Level = level, Name = name, Value = value[..length].ToArray() });
        }
        changed.AddRange(Buffers(socket));
        if (kind.Protocol == Socket.IPPROTO_UDP)
            changed.AddRange(groups.Of(socket, kind.Family));
        return [.. changed];
    }

    /// <summary>An option that a new socket does not tell has no usual value: whatever another tells differs from it.</summary>
    private static (int Level, int Name, byte[] Value)[] OfFresh((int Family, int Type, int Protocol) kind)
    {
        using var socket = Socket.Create(kind.Family, kind.Type, kind.Protocol);
        return [.. General.Select(name => (Level: Socket.SOL_SOCKET, Name: name)).Concat(OfFamily(kind.Family, kind.Protocol))
            .Select(option => (option.Level, option.Name, Socket.GetOption(socket, option.Level, option.Name) ?? []))];
    }

    private static IEnumerable<(int Level, int Name)> OfFamily(int family, int protocol)
    {
        var own = family switch
        {
            Socket.AF_INET => Ip.Select(name => (SOL_IP, name)),
            Socket.AF_INET6 => Ip6.Select(name => (SOL_IPV6, name)).Concat(Ip.Select(name => (SOL_IP, name))),
            Socket.AF_NETLINK => Netlink.Select(name => (SOL_NETLINK, name)),
            _ => [],
        };
        return (family is Socket.AF_INET or Socket.AF_INET6, protocol) switch
        {
            (true, Socket.IPPROTO_TCP or Socket.IPPROTO_MPTCP) => own.Except(OfDatagrams).Concat(Tcp.Select(name => (Socket.IPPROTO_TCP, name))),
            (true, Socket.IPPROTO_UDP) => own.Concat(Udp.Select(name => (Socket.IPPROTO_UDP, name))),
            _ => own,
        };
    }

    /// <summary>Buffer sizes count only where the program has set them; the kernel tells twice what was asked for (socket(7)).</summary>
    private static IEnumerable<SocketOptionRecord> Buffers(SafeFileHandle socket)
    {
        var locks = Socket.GetInt32(socket, Socket.SOL_SOCKET, Socket.SO_BUF_LOCK);
        foreach (var (bit, name) in new[] { (SOCK_SNDBUF_LOCK, Socket.SO_SNDBUF), (SOCK_RCVBUF_LOCK, Socket.SO_RCVBUF) })
        {
            if ((locks & bit) != 0)
                yield return new SocketOptionRecord { Level = Socket.SOL_SOCKET, Name = name, Value = BitConverter.GetBytes(Socket.GetInt32(socket, Socket.SOL_SOCKET, name) / 2) };
        }
    }
}
