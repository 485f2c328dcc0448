using System.Collections.Immutable;

namespace Entracte.Coordinator.Attempts;

/// <summary>What follows from an event: the next state, what is to be done, or why the event was refused (kebab-case; the state is then unchanged).</summary>
internal sealed record Decision<TState, TEffect>(TState State, ImmutableArray<TEffect> Effects, string? Refusal = null);
