using Akka.Actor;

namespace Entracte.Coordinator.Attempts;

/// <summary>All nodes stand before the step that is not taken without leave; said again and again. It never leaves the coordinator.</summary>
internal sealed record AttemptHeld(AttemptKey Key) : INoSerializationVerificationNeeded;
