using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Migrations;

/// <summary>The answer to <see cref="PieceWanted"/>.</summary>
[MessagePackObject]
public sealed record ImagePiece : IEntracteMessage
{
    [Key(0)] public string TransferId { get; init; } = "";
    [Key(1)] public string FileName { get; init; } = "";
    [Key(2)] public long Offset { get; init; }
    [Key(3)] public byte[] Bytes { get; init; } = [];

    /// <summary>Not null: they cannot be read, for this reason.</summary>
    [Key(4)] public Failure? Failure { get; init; }
}
