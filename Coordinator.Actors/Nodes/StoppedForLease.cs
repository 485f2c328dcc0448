using Akka.Actor;

namespace Entracte.Coordinator.Nodes;

/// <summary>The node agent is about to stop what is being cut, for want of a lease. It never leaves the node.</summary>
internal sealed record StoppedForLease : INoSerializationVerificationNeeded;
