using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>Names all parts of an image. Its presence under its final name makes the image exist (FORMAT.md, "Inventory").</summary>
[MessagePackObject]
public sealed record InventoryRecord
{
    [Key(0)]
    public string ComputationId { get; init; } = "";

    [Key(1)]
    public string Name { get; init; } = "";

    [Key(2)]
    public int Generation { get; init; }

    [Key(3)]
    public long CreatedUnixMilliseconds { get; init; }

    /// <summary>The machines that wrote the parts; a part names its own by <see cref="PartRecord.Node"/>.</summary>
    [Key(4)]
    public HostRecord[] Hosts { get; init; } = [];

    [Key(5)]
    public PartRecord[] Parts { get; init; } = [];

    /// <summary>The generation that holds the bytes which extents place in the parent; null where the image stands alone.</summary>
    [Key(6)]
    public int? ParentGeneration { get; init; }

    [Key(7)]
    public PhaseRecord[] Phases { get; init; } = [];

    /// <summary>How long the program stood still.</summary>
    [Key(8)]
    public long PauseMicroseconds { get; init; }

    /// <summary>Time between checkpoints that are taken without being asked for, also in the next life; 0: none.</summary>
    [Key(9)]
    public long IntervalMilliseconds { get; init; }

    /// <summary>How many generations such a checkpoint leaves; 0: all.</summary>
    [Key(10)]
    public int Keep { get; init; }

    /// <summary>The interval is chosen anew after each checkpoint, also in the next life.</summary>
    [Key(11)]
    public bool HasAutomaticInterval { get; init; }

    /// <summary>The signal at which the computation is checkpointed and ends, which its roots have blocked; 0: none.</summary>
    [Key(12)]
    public int LeaveSignal { get; init; }

    /// <summary>The exit status of the roots then.</summary>
    [Key(13)]
    public int LeaveStatus { get; init; }

    /// <summary>On how many nodes every part of the computation's images is to lie; 0 and 1: where it is written.</summary>
    [Key(14)]
    public int Copies { get; init; }

    /// <summary>The nodes that may take copies; empty: any.</summary>
    [Key(15)]
    public string[] Partners { get; init; } = [];

    /// <summary>Nobody waited until the disk had it (fsync): the end of the machine may have cost it parts, and it takes the place of none that was waited for.</summary>
    [Key(16)]
    public bool IsUnsynced { get; init; }
}
