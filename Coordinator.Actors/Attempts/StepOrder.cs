using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Connections;
using MessagePack;

namespace Entracte.Coordinator.Attempts;

/// <summary>Take this step.</summary>
[MessagePackObject]
public sealed record StepOrder : IAttemptOrder
{
    [Key(0)] public AttemptKey Key { get; init; } = new();
    [Key(1)] public Step Step { get; init; }

    /// <summary>With Commit: what makes the image exist.</summary>
    [Key(2)] public InventoryRecord? Inventory { get; init; }

    /// <summary>With Commit: how many generations are left afterwards; 0: all.</summary>
    [Key(3)] public int Keep { get; init; }

    /// <summary>With Drain, of several nodes: what the connections of the node to others lead to.</summary>
    [Key(4)] public RemoteMate[] Mates { get; init; } = [];

    /// <summary>With Connect, of several nodes: where all ends wait that do.</summary>
    [Key(5)] public ConnectionOffer[] Offers { get; init; } = [];
}
