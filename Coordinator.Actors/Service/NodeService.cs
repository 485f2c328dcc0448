using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Service;

/// <summary>
/// How long a node has carried computations, and how often one of them was lost there to something that an image helps against: the node was lost, its host began anew, a program crashed. Both only
/// grow, so that of two notes of the same node the larger numbers are the later ones, whoever has kept them; and one failure that two have seen from where they stood is counted once.
/// </summary>
[MessagePackObject]
public sealed record NodeService : IEntracteMessage
{
    [Key(0)] public string Node { get; init; } = "";

    [Key(1)] public int Failures { get; init; }

    /// <summary>While it had processes of computations and an agent that looked after them.</summary>
    [Key(2)] public double ObservedSeconds { get; init; }

    /// <summary>What is known when both are. Pure.</summary>
    internal NodeService With(NodeService other)
        => this with { Failures = Math.Max(Failures, other.Failures), ObservedSeconds = Math.Max(ObservedSeconds, other.ObservedSeconds) };
}
