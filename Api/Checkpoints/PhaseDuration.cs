namespace Entracte.Api.Checkpoints;

/// <param name="Barrier">The barrier at the phase's end, such as all-suspended.</param>
public sealed record PhaseDuration(string Barrier, double Milliseconds);
