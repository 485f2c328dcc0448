using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>pidfd_open(2) of a process of the computation.</summary>
[MessagePackObject]
public sealed record ProcessDescriptorRecord : OpenFileRecord
{
    [Key(10)]
    public int Pid { get; init; }
}
