using MessagePack;

namespace Entracte.Coordinator;

/// <summary>A program has crashed or a node was lost, and the computation goes back to its last image; or has to wait for something before that can be decided.</summary>
[MessagePackObject]
public sealed record RollbackBegan : EntracteEvent
{
    /// <summary>A sentence.</summary>
    [Key(4)] public string Happened { get; init; } = "";

    /// <summary>How often it may still be done after crashes, this time not included.</summary>
    [Key(5)] public int CrashRestartsLeft { get; init; }
}
