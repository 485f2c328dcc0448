using Akka.Actor;

namespace Entracte.Coordinator.Attempts;

/// <summary>The leave that an attempt waits for. It never leaves the coordinator.</summary>
internal sealed record OpenGate : INoSerializationVerificationNeeded;
