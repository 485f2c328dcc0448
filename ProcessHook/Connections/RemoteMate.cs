using MessagePack;

namespace Entracte.ProcessHook.Connections;

/// <summary>What a member's socket is connected to on another node. An end of which nothing is told is connected to somebody outside.</summary>
[MessagePackObject]
public sealed record RemoteMate
{
    [Key(0)] public ulong OpenFileId { get; init; }
    [Key(1)] public RemoteMateKind Kind { get; init; }

    /// <summary>Where the other end is.</summary>
    [Key(2)] public string Node { get; init; } = "";

    /// <summary>The other end, on its node; 0 where it is no member's socket.</summary>
    [Key(3)] public ulong PeerOpenFileId { get; init; }

    /// <summary>What the other end has still to send, at most: it stands still.</summary>
    [Key(4)] public int UnsentBytes { get; init; }

    /// <summary>At a restart this end connects, and the other one waits for it.</summary>
    [Key(5)] public bool Connects { get; init; }
}
