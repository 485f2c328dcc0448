using Akka.Actor;

namespace Entracte.Coordinator.Service;

/// <summary>A computation was lost on this node, or a part of it, to something that an image helps against.</summary>
/// <param name="Happened">In words.</param>
/// <param name="IsLoss">The node was lost, and not one of its programs only: whatever else was lost with it is the same failure.</param>
internal sealed record FailureSeen(string Node, string Happened, bool IsLoss) : INoSerializationVerificationNeeded;
