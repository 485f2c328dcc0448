using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Migrations;

/// <summary>A node has all parts that it needs; or will not get them.</summary>
[MessagePackObject]
public sealed record ImageCarried : IEntracteMessage
{
    [Key(0)] public string TransferId { get; init; } = "";
    [Key(1)] public string Node { get; init; } = "";

    /// <summary>That came over the link; 0 where everything was there already.</summary>
    [Key(2)] public long Bytes { get; init; }
    [Key(3)] public Failure? Failure { get; init; }
}
