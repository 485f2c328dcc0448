using MessagePack;

namespace Entracte.Coordinator;

/// <summary>An image has been copied to other nodes, as its computation has it; or not to all of them, and then the warnings say why.</summary>
[MessagePackObject]
public sealed record ImageSpread : EntracteEvent
{
    /// <summary>On how many nodes every part lies.</summary>
    [Key(4)] public int Copies { get; init; }
    [Key(5)] public string[] Warnings { get; init; } = [];
}
