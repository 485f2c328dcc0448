using Akka.Actor;

namespace Entracte.Coordinator.Processes;

/// <summary>What a node tells its process actors, and these themselves. It never leaves the node.</summary>
internal sealed record ProcessHeard(ProcessEvent Event) : INoSerializationVerificationNeeded;
