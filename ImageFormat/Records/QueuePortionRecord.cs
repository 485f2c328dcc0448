using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>A packet, a datagram, or a stretch of a byte stream.</summary>
[MessagePackObject]
public sealed record QueuePortionRecord
{
    [Key(0)]
    public byte[] Bytes { get; init; } = [];

    /// <summary>Open files whose descriptors travel with it (unix(7), SCM_RIGHTS).</summary>
    [Key(1)]
    public ulong[] PassedOpenFileIds { get; init; } = [];

    /// <summary>The sender's address as recvmsg(2) gives it; empty where there is none.</summary>
    [Key(2)]
    public byte[] SenderAddress { get; init; } = [];

    /// <summary>True for a packet of a pipe that was written with O_DIRECT.</summary>
    [Key(3)]
    public bool IsPacket { get; init; }

    /// <summary>True for TCP's urgent byte.</summary>
    [Key(4)]
    public bool IsUrgent { get; init; }

    /// <summary>The open file of the socket that sent it, 0 where that is unknown or outside.</summary>
    [Key(5)]
    public ulong SenderOpenFileId { get; init; }

    /// <summary>Who sent it, where the receiver asks for that (unix(7), SO_PASSCRED); otherwise null.</summary>
    [Key(6)]
    public UnixCredentialsRecord? Sender { get; init; }

    /// <summary>Where it is several UDP datagrams that the kernel hands out as one (UDP_GRO): the size of each but the last, in bytes; else 0.</summary>
    [Key(7)]
    public int SegmentBytes { get; init; }
}
