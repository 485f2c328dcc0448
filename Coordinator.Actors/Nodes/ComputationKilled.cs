using Akka.Actor;

namespace Entracte.Coordinator.Nodes;

/// <summary>All processes of a computation on this node were killed as ordered. It never leaves the node.</summary>
internal sealed record ComputationKilled(string ComputationId) : INoSerializationVerificationNeeded;
