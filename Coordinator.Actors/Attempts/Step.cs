namespace Entracte.Coordinator.Attempts;

/// <summary>
/// One step of a checkpoint or restart, which every node takes in its own time and which ends at a barrier over all of them
/// (<see cref="Steps.Barrier"/>). The numbers travel and are never reused.
/// </summary>
public enum Step
{
    /// <summary>Every thread of every member is seized and stopped.</summary>
    Suspend = 1,

    /// <summary>It is known what there is to capture, and that all of it can be.</summary>
    TakeInventory = 2,

    /// <summary>Nothing is in flight between members any more, and what was is in safe keeping.</summary>
    Drain = 3,

    /// <summary>The bytes are in the files (page cache).</summary>
    Write = 4,

    /// <summary>What was drained is back where it was.</summary>
    Refill = 5,

    /// <summary>Every member runs, without a trace of us.</summary>
    Resume = 6,

    /// <summary>Every file has its checksums and is synced.</summary>
    Complete = 7,

    /// <summary>The inventory is renamed into place: the image exists.</summary>
    Commit = 8,

    /// <summary>The members, suspended since the first step, are gone.</summary>
    Kill = 9,

    /// <summary>The image can be read, and fits this machine.</summary>
    Verify = 20,

    /// <summary>The husk that the restored processes grow from has connected.</summary>
    Invite = 21,

    /// <summary>The tree of husks stands, each with its old pid.</summary>
    CreateProcesses = 22,
    OpenDescriptors = 23,
    Connect = 24,
    RefillQueues = 25,

    /// <summary>The processes have their memory, and the image has turned out to be whole.</summary>
    RebuildMemory = 26,
    RebuildThreads = 27,

    /// <summary>All run; nothing of it can be taken back.</summary>
    Run = 28,
}
