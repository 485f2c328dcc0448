namespace Entracte.GridScheduler.Scheduling;

/// <summary>Where a job is on its way.</summary>
internal enum JobPhase
{
    /// <summary>Waits for room, for the first time or again.</summary>
    Queued,

    /// <summary>Is being launched, or restarted from its last image.</summary>
    Starting,
    Running,

    /// <summary>Is being checkpointed and killed, because somebody else needs the room.</summary>
    Parking,

    /// <summary>Is being killed, because nobody wants it any more.</summary>
    Ending,

    /// <summary>Has ended by itself, with a status.</summary>
    Done,

    /// <summary>Has failed too often.</summary>
    Failed,
    Cancelled,
}
