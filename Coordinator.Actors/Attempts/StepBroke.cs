using MessagePack;

namespace Entracte.Coordinator.Attempts;

/// <summary>A node has given up; its processes run on already.</summary>
[MessagePackObject]
public sealed record StepBroke : IAttemptMessage
{
    [Key(0)] public AttemptKey Key { get; init; } = new();
    [Key(1)] public string Node { get; init; } = "";
    [Key(2)] public Failure Failure { get; init; } = new();
}
