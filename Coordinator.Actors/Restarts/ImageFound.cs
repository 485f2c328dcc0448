using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Restarts;

/// <summary>The image that was meant, on the node that answers.</summary>
[MessagePackObject]
public sealed record ImageFound : IEntracteMessage
{
    [Key(0)] public string RequestId { get; init; } = "";
    [Key(1)] public string ComputationId { get; init; } = "";
    [Key(2)] public string Name { get; init; } = "";
    [Key(3)] public int Generation { get; init; }

    /// <summary>Of the generation, absolute.</summary>
    [Key(4)] public string Directory { get; init; } = "";

    /// <summary>Where further images of it go.</summary>
    [Key(5)] public string ImagesDirectory { get; init; } = "";

    /// <summary>Not null: there is none, for this reason.</summary>
    [Key(6)] public Failure? Failure { get; init; }

    /// <summary>As the registration of its last life had it.</summary>
    [Key(7)] public double IntervalSeconds { get; init; }

    /// <inheritdoc cref="IntervalSeconds"/>
    [Key(8)] public int Keep { get; init; }

    /// <summary>The nodes that have written it.</summary>
    [Key(9)] public string[] Nodes { get; init; } = [];

    /// <inheritdoc cref="IntervalSeconds"/>
    [Key(10)] public StandingOrders Standing { get; init; } = StandingOrders.None;

    /// <summary>Those of them whose parts are all where this image was found.</summary>
    [Key(11)] public string[] NodesHere { get; init; } = [];
}
