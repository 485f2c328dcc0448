using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>A set of System V semaphores (semget(2)).</summary>
[MessagePackObject]
public sealed record SemaphoreSetRecord
{
    [Key(0)]
    public int Id { get; init; }

    /// <summary>0 is IPC_PRIVATE.</summary>
    [Key(1)]
    public int SetKey { get; init; }

    /// <summary>Permission bits.</summary>
    [Key(2)]
    public int Mode { get; init; }

    [Key(3)]
    public uint OwnerUser { get; init; }

    [Key(4)]
    public uint OwnerGroup { get; init; }

    /// <summary>One for each semaphore of the set.</summary>
    [Key(5)]
    public int[] Values { get; init; } = [];

    /// <summary>The member that changed each semaphore last (semctl(2), GETPID); 0 for nobody, or somebody who is no member.</summary>
    [Key(6)]
    public int[] LastPids { get; init; } = [];

    /// <summary>Whether semop(2) has ever been called on it: programs look at <c>sem_otime</c> to know that a set is ready for use.</summary>
    [Key(7)]
    public bool WasOperated { get; init; }
}
