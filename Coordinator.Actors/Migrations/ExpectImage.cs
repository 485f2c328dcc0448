using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Migrations;

/// <summary>To the node that needs parts of an image: the nodes that have them will announce it. Answered by <see cref="ImageCarried"/> when all of it is there, or cannot be.</summary>
[MessagePackObject]
public sealed record ExpectImage : IEntracteMessage
{
    [Key(0)] public string TransferId { get; init; } = "";
    [Key(1)] public string ImagesDirectory { get; init; } = "";
    [Key(2)] public string Name { get; init; } = "";
    [Key(3)] public int Generation { get; init; }

    /// <summary>Whose parts are wanted, and who will announce them.</summary>
    [Key(4)] public string[] Nodes { get; init; } = [];
}
