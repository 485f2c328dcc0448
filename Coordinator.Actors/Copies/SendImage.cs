using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Copies;

/// <summary>To the node that has an image: copy it to another, and tell the asker, whose message this is. Said again, it changes nothing.</summary>
[MessagePackObject]
public sealed record SendImage : IEntracteMessage
{
    [Key(0)] public ImageCopyRequest Request { get; init; } = new();

    /// <summary>The path of the other node's agent, with its address.</summary>
    [Key(1)] public string Receiver { get; init; } = "";

    /// <summary>Only the parts of these nodes; empty: all that lie there.</summary>
    [Key(2)] public string[] Nodes { get; init; } = [];
}
