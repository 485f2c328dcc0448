using Entracte.Api.Problems;

namespace Entracte.Api.Preflights;

/// <param name="Obstacles">What could not be captured now; empty when nothing stands in the way.</param>
/// <param name="PauseMilliseconds">How long the processes stood still for this.</param>
public sealed record PreflightReport(int Pid, int ProcessCount, IReadOnlyList<ProblemObstacle> Obstacles, double PauseMilliseconds);
