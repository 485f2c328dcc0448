namespace Entracte.ProcessHook.Capture;

/// <summary>When memory is written.</summary>
public enum WriteMode
{
    /// <summary>While the computation stands still.</summary>
    Stopped = 0,

    /// <summary>Behind its back, from a copy-on-write child.</summary>
    Snapshot = 1,
}
