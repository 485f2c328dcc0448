using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>One mapping of an address space, as a line of /proc/PID/smaps.</summary>
[MessagePackObject]
public sealed record MappingRecord
{
    [Key(0)]
    public ulong Address { get; init; }

    [Key(1)]
    public ulong LengthBytes { get; init; }

    [Key(2)]
    public MappingKind Kind { get; init; }

    /// <summary>PROT_READ 1, PROT_WRITE 2, PROT_EXEC 4.</summary>
    [Key(3)]
    public int Protection { get; init; }

    /// <summary>Into the file or the shared memory.</summary>
    [Key(4)]
    public ulong OffsetBytes { get; init; }

    /// <summary>The id of the <see cref="MappedFileRecord"/> or <see cref="SharedMemoryRecord"/>; 0 for none.</summary>
    [Key(5)]
    public ulong ObjectId { get; init; }

    /// <summary>The two-letter <c>VmFlags</c> of /proc/PID/smaps, separated by spaces.</summary>
    [Key(6)]
    public string Flags { get; init; } = "";

    /// <summary>What /proc/PID/maps calls it: a path, <c>[heap]</c>, <c>[anon:name]</c>. For people, and the name of anonymous memory.</summary>
    [Key(7)]
    public string Name { get; init; } = "";

    /// <summary>Guard pages inside the mapping (madvise(2), MADV_GUARD_INSTALL): address and length in turn.</summary>
    [Key(8)]
    public ulong[] Guards { get; init; } = [];

    /// <summary>Size of a page of hugetlb memory; 0 for ordinary pages.</summary>
    [Key(9)]
    public ulong HugePageSizeBytes { get; init; }

    /// <summary>pkeys(7); 0 for none.</summary>
    [Key(10)]
    public int ProtectionKey { get; init; }
}
