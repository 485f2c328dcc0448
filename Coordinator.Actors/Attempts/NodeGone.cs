using Akka.Actor;

namespace Entracte.Coordinator.Attempts;

/// <summary>A node is there no more. It never leaves the coordinator.</summary>
internal sealed record NodeGone(string Node) : INoSerializationVerificationNeeded;
