using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>Which node is to be emptied, and where everything goes. From then on it takes nothing new.</summary>
[MessagePackObject]
public sealed record EvictRequest : IEntracteMessage
{
    [Key(0)] public string Node { get; init; } = "";

    /// <summary>Only to these; empty: to any node that takes something.</summary>
    [Key(1)] public string[] To { get; init; } = [];

    /// <summary>It takes something again; nothing moves.</summary>
    [Key(2)] public bool Undo { get; init; }

    /// <summary>By which it can be withdrawn; filled in by the facade.</summary>
    [Key(3)] public string RequestId { get; init; } = "";
}
