using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>What the kernel is to add to a semaphore when the process ends (semop(2), SEM_UNDO).</summary>
[MessagePackObject]
public sealed record SemaphoreUndoRecord
{
    /// <summary>The <see cref="SemaphoreSetRecord.Id"/>.</summary>
    [Key(0)]
    public int SetId { get; init; }

    /// <summary>The semaphore within the set.</summary>
    [Key(1)]
    public int Number { get; init; }

    [Key(2)]
    public int Adjustment { get; init; }
}
