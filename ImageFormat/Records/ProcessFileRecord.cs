using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>Everything that a process file says about its process; the page data lies in front of it in the same file (FORMAT.md, "Process file").</summary>
[MessagePackObject]
public sealed record ProcessFileRecord
{
    [Key(0)]
    public ProcessRecord Process { get; init; } = new();

    [Key(1)]
    public ThreadRecord[] Threads { get; init; } = [];

    [Key(2)]
    public MappingRecord[] Mappings { get; init; } = [];

    /// <summary>Memory objects that exist beside the mappings of them: shared anonymous memory, memfds, POSIX and SysV segments.</summary>
    [Key(3)]
    public SharedMemoryRecord[] SharedMemories { get; init; } = [];

    [Key(4)]
    public DescriptorRecord[] Descriptors { get; init; } = [];

    /// <summary>The open file descriptions behind the descriptors of which this process is the leader.</summary>
    [Key(5)]
    public OpenFileRecord[] OpenFiles { get; init; } = [];

    /// <summary>Where the bytes are. Filled in by the writer of the file.</summary>
    [Key(6)]
    public ExtentRecord[] Extents { get; init; } = [];

    /// <summary>Pipes and FIFOs of which this process is the leader.</summary>
    [Key(7)]
    public PipeRecord[] Pipes { get; init; } = [];

    /// <summary>What waits in these pipes, and in the sockets among <see cref="OpenFiles"/>.</summary>
    [Key(8)]
    public QueueRecord[] Queues { get; init; } = [];

    [Key(9)]
    public ProcessFileLockRecord[] FileLocks { get; init; } = [];

    /// <summary>Files that are mapped or executed.</summary>
    [Key(10)]
    public MappedFileRecord[] MappedFiles { get; init; } = [];

    /// <summary>System V semaphores; an object that belongs to the computation as a whole stands in one file only.</summary>
    [Key(11)]
    public SemaphoreSetRecord[] SemaphoreSets { get; init; } = [];

    /// <summary>This process's adjustments of them.</summary>
    [Key(12)]
    public SemaphoreUndoRecord[] SemaphoreUndos { get; init; } = [];

    /// <summary>System V message queues.</summary>
    [Key(13)]
    public MessageQueueRecord[] MessageQueues { get; init; } = [];

    /// <summary>POSIX message queues of which this process is the leader.</summary>
    [Key(14)]
    public PosixQueueRecord[] PosixQueues { get; init; } = [];

    /// <summary>Pseudo terminals of whose masters this process is the leader.</summary>
    [Key(15)]
    public PseudoTerminalRecord[] PseudoTerminals { get; init; } = [];
}
