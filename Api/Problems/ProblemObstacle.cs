namespace Entracte.Api.Problems;

/// <summary>One thing in the way, and what to do about it.</summary>
/// <param name="Pid">0 where it concerns no process.</param>
/// <param name="Descriptor">Null where it concerns none.</param>
/// <param name="Node">Where, if it is on another node than the one who answers; else null.</param>
public sealed record ProblemObstacle(int Pid, int? Descriptor, string What, string Remedy, string? Node = null);
