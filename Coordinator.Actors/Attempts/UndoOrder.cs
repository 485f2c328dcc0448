using MessagePack;

namespace Entracte.Coordinator.Attempts;

/// <summary>Put everything back as it was before the attempt.</summary>
[MessagePackObject]
public sealed record UndoOrder : IAttemptOrder
{
    [Key(0)] public AttemptKey Key { get; init; } = new();
    [Key(1)] public Failure Failure { get; init; } = new();
}
