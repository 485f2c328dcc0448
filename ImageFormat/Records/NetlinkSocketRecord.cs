using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>netlink(7), as far as it has no conversation going on.</summary>
[MessagePackObject]
public sealed record NetlinkSocketRecord : OpenFileRecord
{
    /// <summary>SOCK_RAW 3, SOCK_DGRAM 2.</summary>
    [Key(10)]
    public int Type { get; init; }

    /// <summary>NETLINK_ROUTE 0, NETLINK_KOBJECT_UEVENT 15, ...</summary>
    [Key(11)]
    public int Protocol { get; init; }

    /// <summary>The port id (<c>nl_pid</c>) it is bound to; 0 when it is not bound.</summary>
    [Key(12)]
    public uint Port { get; init; }

    /// <summary>Multicast groups as the bits of <c>nl_groups</c>.</summary>
    [Key(13)]
    public uint Groups { get; init; }

    [Key(14)]
    public SocketOptionRecord[] Options { get; init; } = [];
}
