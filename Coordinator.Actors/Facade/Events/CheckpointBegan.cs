using MessagePack;

namespace Entracte.Coordinator;

/// <summary>An attempt to checkpoint began.</summary>
[MessagePackObject]
public sealed record CheckpointBegan : EntracteEvent
{
    /// <summary>True: its interval had passed; false: somebody asked.</summary>
    [Key(4)] public bool ByInterval { get; init; }
    [Key(5)] public bool Kill { get; init; }
}
