using System.Collections.Immutable;

namespace Entracte.GridScheduler.Scheduling;

/// <param name="Refusal">Why the event changes nothing, for people; null where it does, or says nothing new.</param>
internal sealed record GridDecision(GridState State, ImmutableArray<GridAction> Actions, string? Refusal = null);
