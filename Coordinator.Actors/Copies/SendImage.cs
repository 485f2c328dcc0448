using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Copies;

/// <summary>To the node that has an image: copy it to another, and tell the asker, whose message this is.</summary>
[MessagePackObject]
public sealed record SendImage : IEntracteMessage
{
    [Key(0)] public ImageCopyRequest Request { get; init; } = new();

    /// <summary>The path of the other node's agent, with its address.</summary>
    [Key(1)] public string Receiver { get; init; } = "";
}
