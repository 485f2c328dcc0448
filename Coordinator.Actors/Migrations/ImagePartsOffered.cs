using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Migrations;

/// <summary>What there is; the sender answers <see cref="PieceWanted"/>.</summary>
[MessagePackObject]
public sealed record ImagePartsOffered : IEntracteMessage
{
    [Key(0)] public string TransferId { get; init; } = "";
    [Key(1)] public string Node { get; init; } = "";

    /// <summary>The file that names all parts, byte by byte.</summary>
    [Key(2)] public byte[] InventoryFile { get; init; } = [];

    /// <summary>Not null: it cannot be read, for this reason.</summary>
    [Key(3)] public Failure? Failure { get; init; }
}
