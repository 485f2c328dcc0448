namespace Entracte.Coordinator.Processes;

/// <summary>How far the file of a process is.</summary>
internal enum PartPhase
{
    None,
    Writing,

    /// <summary>All bytes of the process are in it.</summary>
    Written,
    Completing,

    /// <summary>Checksums and records are in it and the disk has it.</summary>
    Durable,
}
