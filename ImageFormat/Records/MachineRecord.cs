using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>What the machine was like where a process was captured, as far as the process can tell the difference.</summary>
[MessagePackObject]
public sealed record MachineRecord
{
    /// <summary>As <c>uname -m</c> prints it: <c>x86_64</c>.</summary>
    [Key(0)]
    public string Architecture { get; init; } = "";

    /// <summary>As <c>uname -r</c> prints it. Told in messages only; what counts is the content of the vdso.</summary>
    [Key(1)]
    public string KernelRelease { get; init; } = "";

    [Key(2)]
    public int PageSizeBytes { get; init; }

    /// <summary>The mask XCR0: which parts of the extended processor state the threads carry.</summary>
    [Key(3)]
    public ulong ExtendedStateFeatures { get; init; }

    [Key(4)]
    public int ExtendedStateSizeBytes { get; init; }

    /// <summary>The <c>flags</c> of /proc/cpuinfo.</summary>
    [Key(5)]
    public string[] ProcessorFeatures { get; init; } = [];

    /// <summary>CRC-32C of the vdso's bytes as the process sees them.</summary>
    [Key(6)]
    public uint VdsoChecksum { get; init; }

    /// <summary>What a restart needs for the monotonic clocks to go on; null in images of before there was this.</summary>
    [Key(7)]
    public ClockRecord? Clock { get; init; }
}
