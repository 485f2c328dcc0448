namespace Entracte.Coordinator;

/// <summary>When the memory of a computation is written.</summary>
public enum WriteMode
{
    /// <summary>While it is suspended. It runs on as soon as the bytes are in the files; checksums and syncing go on behind it.</summary>
    Stopped = 0,

    /// <summary>From a copy-on-write child of each process, while it runs on. Not yet granted.</summary>
    Snapshot = 1,
}
