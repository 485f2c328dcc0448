namespace Entracte.Coordinator.Attempts;

/// <summary>The kinds of attempts. The numbers travel and are never reused.</summary>
public enum RouteKind
{
    Checkpoint = 1,
    CheckpointAndKill = 2,
    Kill = 3,
    Restart = 4,

    /// <summary>A checkpoint whose members end only when they are told that others stand ready to go on in their place.</summary>
    Departure = 5,

    /// <summary>Only whether an image could be restarted.</summary>
    Verification = 6,
}
