using MessagePack;

namespace Entracte.Coordinator;

/// <summary>One machine that takes part.</summary>
[MessagePackObject]
public sealed record NodeStatus
{
    [Key(0)] public string Name { get; init; } = "";

    /// <summary>It has reported lately; one that has not is lost, or not there yet.</summary>
    [Key(1)] public bool Reachable { get; init; }

    /// <summary>Processes of computations on it.</summary>
    [Key(2)] public int ProcessCount { get; init; }

    /// <summary>HOST:PORT; empty where there is only one machine.</summary>
    [Key(3)] public string Address { get; init; } = "";

    /// <summary>It has been, or is being, emptied and takes nothing new.</summary>
    [Key(4)] public bool IsClosed { get; init; }
}
