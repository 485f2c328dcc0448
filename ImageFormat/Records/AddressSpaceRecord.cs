using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>The bookkeeping that the kernel has for an address space beside its mappings (<c>struct prctl_mm_map</c> in prctl(2), PR_SET_MM_MAP).</summary>
[MessagePackObject]
public sealed record AddressSpaceRecord
{
    [Key(0)]
    public ulong StartCode { get; init; }

    [Key(1)]
    public ulong EndCode { get; init; }

    [Key(2)]
    public ulong StartData { get; init; }

    [Key(3)]
    public ulong EndData { get; init; }

    [Key(4)]
    public ulong StartBreak { get; init; }

    /// <summary>The present program break, the end of the heap.</summary>
    [Key(5)]
    public ulong Break { get; init; }

    [Key(6)]
    public ulong StartStack { get; init; }

    /// <summary>Where the command line lies; its text is part of the stack's pages.</summary>
    [Key(7)]
    public ulong ArgumentsStart { get; init; }

    [Key(8)]
    public ulong ArgumentsEnd { get; init; }

    [Key(9)]
    public ulong EnvironmentStart { get; init; }

    [Key(10)]
    public ulong EnvironmentEnd { get; init; }

    /// <summary>The auxiliary vector as /proc/PID/auxv gives it.</summary>
    [Key(11)]
    public byte[] AuxiliaryVector { get; init; } = [];

    /// <summary>The id of the <see cref="MappedFileRecord"/> that /proc/PID/exe names.</summary>
    [Key(12)]
    public ulong ExecutableFileId { get; init; }

    /// <summary>Whether later mappings are locked as well (mlockall(2), MCL_FUTURE); a mask of MCL_FUTURE and MCL_ONFAULT, 0 where they are not.</summary>
    [Key(13)]
    public int LockFuture { get; init; }

    /// <summary>prctl(2), PR_SET_THP_DISABLE.</summary>
    [Key(14)]
    public bool TransparentHugePagesDisabled { get; init; }

    /// <summary>The id of the <see cref="SharedMemoryRecord"/> with the content of an executable that was deleted or replaced since; 0 for none.</summary>
    [Key(15)]
    public ulong ExecutableContentId { get; init; }

    /// <summary>prctl(2), PR_SET_THP_DISABLE: its flags, such as PR_THP_DISABLE_EXCEPT_ADVISED 2.</summary>
    [Key(16)]
    public int TransparentHugePagesFlags { get; init; }

    /// <summary>prctl(2), PR_SET_MEMORY_MERGE.</summary>
    [Key(17)]
    public bool MergesMemory { get; init; }
}
