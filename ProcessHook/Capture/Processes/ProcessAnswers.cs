using Entracte.ImageFormat.Records;

namespace Entracte.ProcessHook.Capture.Processes;

/// <summary>What a process tells about itself when asked from within.</summary>
internal sealed record ProcessAnswers
{
    public required ulong Break { get; init; }

    public required uint Personality { get; init; }

    public required SignalActionRecord[] SignalActions { get; init; }

    public required ResourceLimitRecord[] ResourceLimits { get; init; }

    public required IntervalTimerRecord[] IntervalTimers { get; init; }

    public required int ParentDeathSignal { get; init; }

    public required bool ChildSubreaper { get; init; }

    public required bool IsDumpable { get; init; }

    /// <summary>As PR_GET_THP_DISABLE tells it: 0, or 1 with the flags.</summary>
    public required int TransparentHugePages { get; init; }

    /// <summary>PR_SET_MEMORY_MERGE.</summary>
    public required bool MergesMemory { get; init; }

    public required uint SecureBits { get; init; }

    /// <summary>Whether what is mapped has its pages before they are touched.</summary>
    public required bool HasNewPagesAtOnce { get; init; }

    /// <summary>Whether it has a local descriptor table (modify_ldt(2)).</summary>
    public required bool HasSegments { get; init; }

    public required int[] ProtectionKeys { get; init; }

    /// <summary>Components of the processor's state that it may use, those among them for which it had to ask; 0 where the processor has none of these.</summary>
    public required ulong ExtendedStatePermissions { get; init; }
}
