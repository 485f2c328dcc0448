namespace Entracte.Coordinator.Actors.Tests.Simulation;

/// <summary>Something happened that must never happen.</summary>
public sealed class BrokenPromiseException(string message) : Exception(message);
