using Akka.Actor;

namespace Entracte.Coordinator.Rollbacks;

/// <summary>Which nodes are there? Answered by <see cref="NodesFound"/>. It never leaves the coordinator.</summary>
internal sealed record FindNodes(string RollbackId) : INoSerializationVerificationNeeded;
