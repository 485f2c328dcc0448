namespace Entracte.Coordinator.Processes;

/// <summary>What a process is doing as far as a checkpoint is concerned; a barrier lies between each two.</summary>
internal enum ProcessPhase
{
    Running,
    Suspended,
    Draining,
    Writing,

    /// <summary>It runs again, while its file may still be waiting for checksums and disk.</summary>
    Resumed,

    /// <summary>It was killed because that was asked, or ended by itself.</summary>
    Ended,
}
