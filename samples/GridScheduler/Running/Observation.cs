using System.Collections.Immutable;

namespace Entracte.GridScheduler.Running;

/// <summary>How things stood a moment ago.</summary>
/// <param name="Nodes">Those that can be reached; null when no coordinator has answered.</param>
/// <param name="Living">Names of computations that have processes, or are getting some.</param>
/// <param name="ExitStatuses">Of jobs that have ended; looked up after the others, so that who is neither living nor here has vanished.</param>
internal sealed record Observation(ImmutableHashSet<string>? Nodes, ImmutableHashSet<string> Living, ImmutableDictionary<string, int> ExitStatuses);
