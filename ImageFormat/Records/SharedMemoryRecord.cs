using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>Memory that several mappings, descriptors or processes share. Its content is in the extents that carry its id as object id, addresses counted from its start.</summary>
[MessagePackObject]
public sealed record SharedMemoryRecord
{
    /// <summary>Unique in the image: the leader's pid in the upper half, a counter in the lower. Never 0.</summary>
    [Key(0)]
    public ulong Id { get; init; }

    [Key(1)]
    public SharedMemoryKind Kind { get; init; }

    /// <summary>The name of a memfd, the path of a file.</summary>
    [Key(2)]
    public string Name { get; init; } = "";

    [Key(3)]
    public ulong LengthBytes { get; init; }

    /// <summary>fcntl(2), F_GET_SEALS; 1 (F_SEAL_SEAL) where there is nothing to seal.</summary>
    [Key(4)]
    public int Seals { get; init; }

    /// <summary>Permission bits.</summary>
    [Key(5)]
    public int Mode { get; init; }

    /// <summary>Size of a huge page of a hugetlb memfd; 0 for ordinary pages.</summary>
    [Key(6)]
    public ulong HugePageSizeBytes { get; init; }

    /// <summary>shmget(2): the segment's id.</summary>
    [Key(7)]
    public int SystemVId { get; init; }

    /// <summary>shmget(2): the segment's key.</summary>
    [Key(8)]
    public int SystemVKey { get; init; }

    /// <summary>Whether the segment is to vanish when its last user detaches (shmctl(2), IPC_RMID done).</summary>
    [Key(9)]
    public bool IsRemoved { get; init; }

    /// <summary>shmctl(2), SHM_LOCK.</summary>
    [Key(10)]
    public bool IsLocked { get; init; }

    /// <summary>The pid, in the computation, of the segment's creator; 0 where it is none of the members.</summary>
    [Key(11)]
    public int CreatorPid { get; init; }

    /// <summary>Owner of a segment, as the machine of the checkpoint counted users.</summary>
    [Key(12)]
    public uint OwnerUser { get; init; }

    [Key(13)]
    public uint OwnerGroup { get; init; }
}
