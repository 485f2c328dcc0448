using MessagePack;

namespace Entracte.Coordinator;

/// <summary>A program has crashed or a node was lost, and the computation does not go on by itself.</summary>
[MessagePackObject]
public sealed record RollbackGivenUp : EntracteEvent
{
    /// <summary>What has happened, why it does not go on, and what became of the rest.</summary>
    [Key(4)] public string Reason { get; init; } = "";

    [Key(5)] public int CrashRestartsLeft { get; init; }
}
