using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Fencing;

/// <summary>The coordinator's answer to a report: it counts this node among those that are there, and starts nothing of it anew before the lease has run out.</summary>
[MessagePackObject]
public sealed record LeaseGranted : IEntracteMessage
{
    [Key(0)] public long Epoch { get; init; }

    /// <summary>Of the report, on the node's own monotonic clock: from there the lease counts, however long the answer took.</summary>
    [Key(1)] public double SentAtMilliseconds { get; init; }
    [Key(2)] public double LeaseMilliseconds { get; init; }

    /// <summary>What is being restored may begin to run by it; of what runs already nothing is granted, because the majority is not there.</summary>
    [Key(3)] public bool IsForRestored { get; init; }
}
