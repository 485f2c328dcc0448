using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>One process file of an image.</summary>
[MessagePackObject]
public sealed record PartRecord
{
    /// <summary>The process's own idea of its pid.</summary>
    [Key(0)]
    public int Pid { get; init; }

    [Key(1)]
    public int ParentPid { get; init; }

    /// <summary>A plain name in the directory of the image.</summary>
    [Key(2)]
    public string FileName { get; init; } = "";

    [Key(3)]
    public long LengthBytes { get; init; }

    /// <summary>The header checksum of the file, which stands for all of it: it covers the records' checksum, and these every extent's.</summary>
    [Key(4)]
    public uint Checksum { get; init; }

    [Key(5)]
    public string Command { get; init; } = "";

    /// <summary>The node that wrote it: <see cref="HostRecord.Node"/>.</summary>
    [Key(6)]
    public string Node { get; init; } = "";

    [Key(7)]
    public int ThreadCount { get; init; }

    /// <summary>Bytes of memory that the file holds, before compression.</summary>
    [Key(8)]
    public long MemoryBytes { get; init; }
}
