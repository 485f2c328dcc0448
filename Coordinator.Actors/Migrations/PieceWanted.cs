using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Migrations;

/// <summary>Bytes of one file of an image, which the node that is asked has offered.</summary>
[MessagePackObject]
public sealed record PieceWanted : IEntracteMessage
{
    [Key(0)] public string TransferId { get; init; } = "";
    [Key(1)] public string ImagesDirectory { get; init; } = "";
    [Key(2)] public string Name { get; init; } = "";
    [Key(3)] public int Generation { get; init; }
    [Key(4)] public string FileName { get; init; } = "";
    [Key(5)] public long Offset { get; init; }
    [Key(6)] public int LengthBytes { get; init; }
}
