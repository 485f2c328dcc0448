using MessagePack;

namespace Entracte.Coordinator.Attempts;

/// <summary>Everything on a node is as it was before the attempt.</summary>
[MessagePackObject]
public sealed record AttemptUndone : IAttemptMessage
{
    [Key(0)] public AttemptKey Key { get; init; } = new();
    [Key(1)] public string Node { get; init; } = "";
}
