using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>A machine that wrote parts of an image, for people. What a restart compares is in <see cref="MachineRecord"/>, process by process.</summary>
[MessagePackObject]
public sealed record HostRecord
{
    [Key(0)]
    public string Node { get; init; } = "";

    [Key(1)]
    public string HostName { get; init; } = "";

    /// <summary>uname -m.</summary>
    [Key(2)]
    public string Architecture { get; init; } = "";

    /// <summary>uname -r.</summary>
    [Key(3)]
    public string KernelRelease { get; init; } = "";

    [Key(4)]
    public uint UserId { get; init; }

    [Key(5)]
    public string UserName { get; init; } = "";

    /// <summary>Version of Entracte that wrote the image, for people: nothing depends on it.</summary>
    [Key(6)]
    public string WrittenBy { get; init; } = "";
}
