using Akka.Actor;
using Entracte.Coordinator.Attempts;

namespace Entracte.Coordinator.Copies;

/// <summary>All nodes have the pages of a checkpoint in their files, and nobody stands still for more than this. It never leaves the coordinator.</summary>
internal sealed record PartsWritten(AttemptKey Key) : INoSerializationVerificationNeeded;
