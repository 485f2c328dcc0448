using System.Collections.Immutable;

namespace Entracte.Coordinator.Attempts;

/// <summary>Where an attempt stands, over all its nodes.</summary>
/// <param name="Position">Index of the step being taken.</param>
/// <param name="Nodes">Those that still take part.</param>
/// <param name="Failure">Why it is being, or was, given up.</param>
/// <param name="IsCrossed">Somebody has taken the step that cannot be undone, even if that one is lost by now.</param>
/// <param name="Warnings">What went wrong where it could no longer be undone.</param>
/// <param name="Refusal">What some nodes have found in the way, while others still look.</param>
internal sealed record AttemptState(
    Route Route,
    AttemptPhase Phase,
    int Position,
    ImmutableSortedSet<string> Nodes,
    Barrier Barrier,
    bool IsCrossed,
    Failure? Failure,
    ImmutableArray<string> Warnings,
    Failure? Refusal = null)
{
    public static AttemptState Of(Route route, IEnumerable<string> nodes)
        => new(route, AttemptPhase.NotBegun, 0, [.. nodes], Barrier.None, false, null, []);

    public Step Step => Route.Steps[Position];

    public bool IsOver => Phase is AttemptPhase.Succeeded or AttemptPhase.GivenUp;

    /// <summary>Nothing is undone any more.</summary>
    public bool IsBeyondReturn => IsCrossed || Route.IsPastReturn(Position);
}
