using Entracte.Coordinator.Fencing;
using Entracte.Coordinator.Service;
using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Nodes;

/// <summary>
/// Everything that the coordinator must know of a node; sent at its start, at every change, and again and again. From these alone a new
/// coordinator learns all that its predecessor knew.
/// </summary>
[MessagePackObject]
public sealed record NodeReport : IEntracteMessage
{
    [Key(0)] public string Node { get; init; } = "";

    /// <summary>The latest epoch that the node has heard of.</summary>
    [Key(1)] public long Epoch { get; init; }
    [Key(2)] public Registration[] Registrations { get; init; } = [];

    /// <summary>The node takes nothing new, as a coordinator has told it.</summary>
    [Key(3)] public bool IsClosed { get; init; }

    /// <summary>On the node's monotonic clock.</summary>
    [Key(4)] public double SentAtMilliseconds { get; init; }

    /// <summary>Its lease has run out: what others may have started anew stands still here.</summary>
    [Key(5)] public bool IsLeaseOver { get; init; }

    /// <summary>The coordinator's last stamp.</summary>
    [Key(6)] public ReportHeard Heard { get; init; } = ReportHeard.Nothing;

    /// <summary>Of this node, and what it keeps of others.</summary>
    [Key(7)] public NodeService[] Service { get; init; } = [];

    /// <summary>What it is restoring, or was told to let run only now, of that for which it needs a lease: it shall have one by the time when the order to run arrives.</summary>
    [Key(8)] public Registration[] Restoring { get; init; } = [];
}
