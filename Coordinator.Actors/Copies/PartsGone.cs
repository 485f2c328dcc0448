using Akka.Actor;
using Entracte.Coordinator.Attempts;

namespace Entracte.Coordinator.Copies;

/// <summary>The image was given up; nobody will want what was sent ahead of it. It never leaves the node.</summary>
internal sealed record PartsGone(AttemptKey Key) : INoSerializationVerificationNeeded;
