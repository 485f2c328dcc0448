using Akka.Actor;

namespace Entracte.Coordinator.Attempts;

/// <summary>All nodes stand before the step that is not taken without leave; said again and again. It never leaves the coordinator.</summary>
/// <param name="Committed">The image that exists by then; null: there is none.</param>
internal sealed record AttemptHeld(AttemptKey Key, CheckpointResult? Committed = null) : INoSerializationVerificationNeeded;
