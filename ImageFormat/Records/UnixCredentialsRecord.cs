using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>Who somebody was for the other side of a unix socket: <c>struct ucred</c>, unix(7).</summary>
[MessagePackObject]
public sealed record UnixCredentialsRecord
{
    /// <summary>A member's pid as the computation sees it, 0 for a process that has ended or is outside.</summary>
    [Key(0)]
    public int Pid { get; init; }

    [Key(1)]
    public uint UserId { get; init; }

    [Key(2)]
    public uint GroupId { get; init; }
}
