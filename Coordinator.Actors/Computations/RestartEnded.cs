using Akka.Actor;

namespace Entracte.Coordinator.Computations;

/// <summary>How a restart ended. It never leaves the coordinator.</summary>
internal sealed record RestartEnded(string RestartId, RestartResult? Result, Failure? Failure) : INoSerializationVerificationNeeded;
