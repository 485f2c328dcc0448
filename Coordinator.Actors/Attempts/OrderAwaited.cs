using MessagePack;

namespace Entracte.Coordinator.Attempts;

/// <summary>
/// The node was told to let processes run when it had no lease for them, and has one now. It goes by no order that it had then: whoever gave it may have given up meanwhile, and says it again
/// otherwise.
/// </summary>
[MessagePackObject]
public sealed record OrderAwaited : IAttemptMessage
{
    [Key(0)] public AttemptKey Key { get; init; } = new();
    [Key(1)] public string Node { get; init; } = "";
}
