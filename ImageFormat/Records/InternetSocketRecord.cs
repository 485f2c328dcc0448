using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>A socket of ip(7) or ipv6(7): TCP, UDP and relatives.</summary>
[MessagePackObject]
public sealed record InternetSocketRecord : OpenFileRecord
{
    /// <summary>AF_INET 2, AF_INET6 10.</summary>
    [Key(10)]
    public int Family { get; init; }

    /// <summary>SOCK_STREAM 1, SOCK_DGRAM 2.</summary>
    [Key(11)]
    public int Type { get; init; }

    /// <summary>IPPROTO_TCP 6, IPPROTO_UDP 17, ...</summary>
    [Key(12)]
    public int Protocol { get; init; }

    [Key(13)]
    public SocketState State { get; init; }

    /// <summary><c>struct sockaddr_in</c> or <c>sockaddr_in6</c> as getsockname(2) gives it; empty when it is not bound to a port.</summary>
    [Key(14)]
    public byte[] LocalAddress { get; init; } = [];

    /// <summary>As getpeername(2) gives it; empty when it is not connected.</summary>
    [Key(15)]
    public byte[] PeerAddress { get; init; } = [];

    /// <summary>The open file at the other end of a TCP connection; 0 where that is outside of the computation.</summary>
    [Key(16)]
    public ulong PeerOpenFileId { get; init; }

    /// <summary>listen(2).</summary>
    [Key(17)]
    public int Backlog { get; init; }

    /// <summary>Directions that were shut down from this side: 1 receiving, 2 sending.</summary>
    [Key(18)]
    public int Shutdown { get; init; }

    [Key(19)]
    public SocketOptionRecord[] Options { get; init; } = [];

    /// <summary>The node of the image that the open file at the other end is on; empty where that is this one's own.</summary>
    [Key(20)]
    public string PeerNode { get; init; } = "";

    /// <summary>With a peer on another node: at a restart this end connects, and the other one waits for it.</summary>
    [Key(21)]
    public bool Connects { get; init; }

    /// <summary>A TCP socket that was made for several paths (IPPROTO_MPTCP 262), and has no connection.</summary>
    [Key(22)]
    public bool IsMultipath { get; init; }

    /// <summary>A connection of TCP, begun by a socket that did not wait for it, could not be made (ECONNREFUSED). The socket is idle.</summary>
    [Key(23)]
    public bool HasFailed { get; init; }

    /// <summary>Of a connection that could not be made: nobody has been told yet (SO_ERROR).</summary>
    [Key(24)]
    public bool IsFailureUntold { get; init; }
}
