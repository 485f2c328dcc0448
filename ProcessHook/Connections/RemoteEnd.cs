using System.Net;
using MessagePack;

namespace Entracte.ProcessHook.Connections;

/// <summary>A TCP socket of a member as the other nodes have to know it, or what else <see cref="RemoteEndKind"/> says.</summary>
[MessagePackObject]
public sealed record RemoteEnd
{
    [Key(0)] public RemoteEndKind Kind { get; init; }

    /// <summary>Of an end.</summary>
    [Key(1)] public ulong OpenFileId { get; init; }

    /// <summary>ADDRESS:PORT.</summary>
    [Key(2)] public string Local { get; init; } = "";

    /// <summary>ADDRESS:PORT; of ends and orphans.</summary>
    [Key(3)] public string Peer { get; init; } = "";

    /// <summary>What the kernel has been given to send and the peer has not acknowledged.</summary>
    [Key(4)] public int UnsentBytes { get; init; }

    public static RemoteEnd Of(RemoteEndKind kind, IPEndPoint local, IPEndPoint? peer = null, ulong openFileId = 0, int unsentBytes = 0)
        => new() { Kind = kind, OpenFileId = openFileId, Local = local.ToString(), Peer = peer?.ToString() ?? "", UnsentBytes = unsentBytes };
}
