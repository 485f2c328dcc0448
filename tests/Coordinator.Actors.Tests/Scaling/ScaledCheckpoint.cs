namespace Entracte.Coordinator.Actors.Tests.Scaling;

/// <summary>What one checkpoint has cost.</summary>
/// <param name="Turns">How often it was the nodes' turn.</param>
/// <param name="Busy">How long the coordinator's side had work.</param>
/// <param name="AllocatedBytes">By the coordinator's side.</param>
internal sealed record ScaledCheckpoint(CheckpointResult Result, int Turns, TimeSpan Busy, long AllocatedBytes);
