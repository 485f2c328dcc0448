using MessagePack;

namespace Entracte.Coordinator;

/// <summary>What is done to a computation without being asked for, beside checkpoints at a fixed interval. It travels with the computation, also with its images.</summary>
[MessagePackObject]
public sealed record StandingOrders
{
    public static StandingOrders None { get; } = new();

    /// <summary>Checkpoints come by themselves at an interval that is chosen from what they cost.</summary>
    [Key(0)] public bool AutomaticInterval { get; init; }

    /// <summary>
    /// When this signal waits at a root, which was launched with it blocked, the computation is checkpointed and ends; 0: none. The image does not hold the signal.
    /// </summary>
    [Key(1)] public int LeaveSignal { get; init; }

    /// <summary>The exit status of the roots then, 1 to 255.</summary>
    [Key(2)] public int LeaveStatus { get; init; }

    /// <summary>On how many nodes every part of an image shall lie before it counts as durable and older ones are removed; 0 and 1: where it was written.</summary>
    [Key(3)] public int Copies { get; init; }

    /// <summary>The nodes that may take copies, the first ones first; empty: any.</summary>
    [Key(4)] public string[] Partners { get; init; } = [];
}
