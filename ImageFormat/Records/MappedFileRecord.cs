using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>A file that is mapped or executed, and by what it is recognised at a restart.</summary>
[MessagePackObject]
public sealed record MappedFileRecord
{
    /// <summary>Unique in the image: the pid in the upper half, a counter in the lower.</summary>
    [Key(0)]
    public ulong Id { get; init; }

    [Key(1)]
    public string Path { get; init; } = "";

    [Key(2)]
    public long LengthBytes { get; init; }

    [Key(3)]
    public long ModifiedUnixNanoseconds { get; init; }

    /// <summary>The GNU build id of an ELF file; empty where there is none. It decides when size or modification time differ.</summary>
    [Key(4)]
    public byte[] BuildId { get; init; } = [];

    /// <summary>
    /// CRC-32C over the whole file up to 16 MiB, of a longer one over 256 blocks of 64 KiB: block i begins at i times (length - 64 KiB) / 255 rounded down,
    /// the last one 64 KiB before the end. Decides where there is no build id.
    /// </summary>
    [Key(5)]
    public uint SampleChecksum { get; init; }

    /// <summary>Whether some mapping of it is shared and writable, so that its content may be newer than the image.</summary>
    [Key(6)]
    public bool IsWritten { get; init; }
}
