using Akka.Actor;

namespace Entracte.Coordinator.Nodes;

/// <summary>A restart on this node has all its processes running. It never leaves the node.</summary>
internal sealed record ComputationRestored(Registration Registration) : INoSerializationVerificationNeeded;
