namespace Entracte.Coordinator;

/// <summary>What is being done to a computation. The numbers travel and are never reused.</summary>
public enum ComputationPhase
{
    /// <summary>It runs, undisturbed.</summary>
    Running = 1,
    Checkpointing = 2,
    Restarting = 3,

    /// <summary>It is being killed.</summary>
    Ending = 4,

    /// <summary>No process of it is left; images may be.</summary>
    Ended = 5,

    /// <summary>It is being moved to other nodes.</summary>
    Migrating = 6,
}
