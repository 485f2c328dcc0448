using Akka.Actor;

namespace Entracte.Coordinator.Rollbacks;

/// <summary>The nodes that are there. It never leaves the coordinator.</summary>
/// <param name="FencedAtMilliseconds">On the coordinator's monotonic clock: from then on no node that is not there runs what it has to stop.</param>
internal sealed record NodesFound(string RollbackId, IReadOnlyDictionary<string, IActorRef> Agents, double FencedAtMilliseconds) : INoSerializationVerificationNeeded;
