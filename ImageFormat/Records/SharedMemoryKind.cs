namespace Entracte.ImageFormat.Records;

/// <summary>Where shared memory comes from. The numbers are part of the format.</summary>
public enum SharedMemoryKind
{
    /// <summary>mmap(2) with MAP_SHARED and MAP_ANONYMOUS.</summary>
    Anonymous = 0,

    /// <summary>memfd_create(2).</summary>
    MemoryFile = 1,

    /// <summary>A file on a tmpfs that still has its name: POSIX shared memory (shm_overview(7)).</summary>
    NamedFile = 2,

    /// <summary>A file without a name any more.</summary>
    UnlinkedFile = 3,

    /// <summary>shmget(2).</summary>
    SystemV = 4,

    /// <summary>A program's executable that was deleted or replaced while it ran.</summary>
    Executable = 5,
}
