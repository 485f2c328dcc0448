using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>Contiguous bytes of a memory object, or of a file's content, and where they are stored (FORMAT.md, "Extents").</summary>
[MessagePackObject]
public sealed record ExtentRecord
{
    /// <summary>0 is the process's address space; any other number is the id of a shared memory object or of an open file.</summary>
    [Key(0)]
    public ulong ObjectId { get; init; }

    /// <summary>Address of the first byte in the address space, or its offset in the object.</summary>
    [Key(1)]
    public ulong Address { get; init; }

    /// <summary>Length in the object, before compression.</summary>
    [Key(2)]
    public long LengthBytes { get; init; }

    [Key(3)]
    public ExtentEncoding Encoding { get; init; }

    /// <summary>Offset in the process file; a multiple of the page size. 0 where the parent has the bytes.</summary>
    [Key(4)]
    public long FileOffset { get; init; }

    /// <summary>Length in the file; 0 where the parent has the bytes.</summary>
    [Key(5)]
    public long StoredLengthBytes { get; init; }

    /// <summary>CRC-32C of the stored bytes; where the parent has them, of the bytes as they are in the object.</summary>
    [Key(6)]
    public uint Checksum { get; init; }
}
