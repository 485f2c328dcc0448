using Akka.Actor;
using Entracte.Coordinator.Nodes;

namespace Entracte.Coordinator.Computations;

/// <summary>What a node has of this computation. It never leaves the coordinator.</summary>
internal sealed record RootsReported(string Node, IActorRef Agent, Registration Registration) : INoSerializationVerificationNeeded;
