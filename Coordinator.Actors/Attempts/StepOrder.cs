using Entracte.ImageFormat.Records;
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
}
