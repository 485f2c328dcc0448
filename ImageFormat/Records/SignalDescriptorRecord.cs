using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>signalfd(2).</summary>
[MessagePackObject]
public sealed record SignalDescriptorRecord : OpenFileRecord
{
    /// <summary>Bit 0 is signal 1.</summary>
    [Key(10)]
    public ulong Mask { get; init; }
}
