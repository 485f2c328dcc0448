namespace Entracte.Api.Agents;

/// <summary>One machine that takes part.</summary>
/// <param name="Address">HOST:PORT; null where there is only one machine.</param>
/// <param name="Reachable">False: it has not been heard of for a while.</param>
/// <param name="ProcessCount">Root processes of computations on it.</param>
/// <param name="Closed">It has been, or is being, emptied and takes nothing new.</param>
public sealed record NodeStatus(string Name, string? Address, bool Reachable, int ProcessCount, bool Closed = false);
