using MessagePack;

namespace Entracte.ProcessHook.Connections;

/// <summary>
/// What a host needs, at a restart, from another one. Of TCP: where one end of a connection waits for the other one; who connects there shows the token first: many may come through one
/// listening socket, from whatever address, and somebody from outside might be faster. Of UDP: what somebody's socket had sent to this one, where it waited; he sends it again.
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

    /// <summary>Of UDP, the address of the socket that is awaited: ADDRESS:PORT.</summary>
    [Key(5)] public string AwaitedAddress { get; init; } = "";

    /// <summary>Of UDP, in their order.</summary>
    [Key(6)] public byte[][] Datagrams { get; init; } = [];
}
