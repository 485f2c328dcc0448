using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Fencing;

/// <summary>
/// The coordinator's stamp for a node, which comes back with the node's next report. A report by itself proves nothing: it may have waited while the coordinator's machine was frozen, and be of a
/// time when the others had not gone on without it yet. One with a stamp was sent after the stamp was.
/// </summary>
[MessagePackObject]
public sealed record ReportHeard : IEntracteMessage
{
    [Key(0)] public long Epoch { get; init; }

    /// <summary>On the coordinator's monotonic clock.</summary>
    [Key(1)] public double StampMilliseconds { get; init; }

    /// <summary>None, which is of no coordinator.</summary>
    public static ReportHeard Nothing { get; } = new() { Epoch = -1 };

    /// <returns>From when a coordinator of this epoch knows that the node lives, that was known to live at an earlier time. Pure.</returns>
    public double ProvenAt(long epoch, double earlierMilliseconds) => Epoch == epoch ? Math.Max(earlierMilliseconds, StampMilliseconds) : earlierMilliseconds;
}
