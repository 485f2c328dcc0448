using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>One number of a process's descriptor table, and what it stands for.</summary>
[MessagePackObject]
public sealed record DescriptorRecord
{
    [Key(0)]
    public int Number { get; init; }

    [Key(1)]
    public bool CloseOnExec { get; init; }

    /// <summary>The <see cref="OpenFileRecord.OpenFileId"/>; equal ids, of whatever process, are one open file description (open(2)).</summary>
    [Key(2)]
    public ulong OpenFileId { get; init; }
}
