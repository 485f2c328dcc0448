using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>A unix(7) socket.</summary>
[MessagePackObject]
public sealed record UnixSocketRecord : OpenFileRecord
{
    /// <summary>SOCK_STREAM 1, SOCK_DGRAM 2, SOCK_SEQPACKET 5.</summary>
    [Key(10)]
    public int Type { get; init; }

    [Key(11)]
    public SocketState State { get; init; }

    /// <summary>The name it is bound to: a path without the final NUL, or an abstract name with its leading NUL; empty when it has none.</summary>
    [Key(12)]
    public byte[] Name { get; init; } = [];

    /// <summary>Permission bits of the path.</summary>
    [Key(13)]
    public int PathMode { get; init; }

    /// <summary>Whether the path led elsewhere or nowhere by the time of the checkpoint.</summary>
    [Key(14)]
    public bool IsPathGone { get; init; }

    /// <summary>Where a relative path began.</summary>
    [Key(15)]
    public string WorkingDirectory { get; init; } = "";

    /// <summary>listen(2).</summary>
    [Key(16)]
    public int Backlog { get; init; }

    /// <summary>The open file of the socket that it is connected to, or of the listening one whose acceptance it awaits; 0 for none.</summary>
    [Key(17)]
    public ulong PeerOpenFileId { get; init; }

    /// <summary>Directions that were shut down: 1 receiving, 2 sending.</summary>
    [Key(18)]
    public int Shutdown { get; init; }

    [Key(19)]
    public SocketOptionRecord[] Options { get; init; } = [];

    /// <summary>What getpeername(2) tells when that is the name of a socket which no longer exists or has another peer; otherwise empty.</summary>
    [Key(20)]
    public byte[] PeerName { get; init; } = [];

    /// <summary>With <see cref="SocketState.AwaitingAccept"/>: the place in the queue, from 0.</summary>
    [Key(21)]
    public int QueuePlace { get; init; }

    /// <summary>Who has connected it or made the pair; of a listening socket, who listens (unix(7), SO_PEERCRED). Null where that is not told.</summary>
    [Key(22)]
    public UnixCredentialsRecord? PeerCredentials { get; init; }

    /// <summary>User and group of the path, pid 0; null without one.</summary>
    [Key(23)]
    public UnixCredentialsRecord? PathOwner { get; init; }
}
