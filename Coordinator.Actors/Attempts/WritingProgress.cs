using MessagePack;

namespace Entracte.Coordinator.Attempts;

/// <summary>How far a node is with writing; told a few times a second.</summary>
[MessagePackObject]
public sealed record WritingProgress : IAttemptMessage
{
    [Key(0)] public AttemptKey Key { get; init; } = new();
    [Key(1)] public string Node { get; init; } = "";
    [Key(2)] public long Bytes { get; init; }
}
