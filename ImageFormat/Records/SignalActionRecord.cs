using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>What a signal does: the kernel's <c>struct sigaction</c> (rt_sigaction(2)).</summary>
[MessagePackObject]
public sealed record SignalActionRecord
{
    /// <summary>0 default, 1 ignore, else the handler's address.</summary>
    [Key(0)]
    public ulong Handler { get; init; }

    [Key(1)]
    public ulong Flags { get; init; }

    [Key(2)]
    public ulong Restorer { get; init; }

    [Key(3)]
    public ulong Mask { get; init; }
}
