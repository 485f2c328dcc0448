using MessagePack;

namespace Entracte.ProcessHook.Connections;

/// <summary>
/// Where one end of a connection waits, at a restart, for the other one. Who connects there shows the token first: many may come through one listening socket, from whatever
/// address, and somebody from outside might be faster.
/// </summary>
[MessagePackObject]
public sealed record ConnectionOffer
{
    /// <summary>The node, as the image calls it, of the end that is awaited.</summary>
    [Key(0)] public string AwaitedNode { get; init; } = "";

    /// <summary>The end that is awaited.</summary>
    [Key(1)] public ulong AwaitedOpenFileId { get; init; }

    /// <summary>The end that waits.</summary>
    [Key(2)] public ulong OpenFileId { get; init; }

    /// <summary>Where: ADDRESS:PORT.</summary>
    [Key(3)] public string Address { get; init; } = "";
    [Key(4)] public byte[] Token { get; init; } = [];
}
