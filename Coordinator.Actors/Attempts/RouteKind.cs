namespace Entracte.Coordinator.Attempts;

/// <summary>The kinds of attempts. The numbers travel and are never reused.</summary>
public enum RouteKind
{
    Checkpoint = 1,
    CheckpointAndKill = 2,
    Kill = 3,
    Restart = 4,

    /// <summary>A checkpoint whose members end only when somebody says so: others stand ready to go on in their place, or the image has its copies.</summary>
    Departure = 5,

    /// <summary>Only whether an image could be restarted.</summary>
    Verification = 6,
}
