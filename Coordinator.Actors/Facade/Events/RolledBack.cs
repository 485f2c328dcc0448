using MessagePack;

namespace Entracte.Coordinator;

/// <summary>The computation goes on from its last image; or, attached, is about to: RestartSucceeded or RestartFailed follows.</summary>
[MessagePackObject]
public sealed record RolledBack : EntracteEvent
{
    /// <summary>A sentence.</summary>
    [Key(4)] public string Happened { get; init; } = "";

    /// <summary>How often it may still be done after crashes.</summary>
    [Key(5)] public int CrashRestartsLeft { get; init; }
}
