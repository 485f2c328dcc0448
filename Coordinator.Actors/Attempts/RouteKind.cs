namespace Entracte.Coordinator.Attempts;

/// <summary>The kinds of attempts. The numbers travel and are never reused.</summary>
public enum RouteKind
{
    Checkpoint = 1,
    CheckpointAndKill = 2,
    Kill = 3,
    Restart = 4,
}
