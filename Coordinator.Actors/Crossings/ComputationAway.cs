using Akka.Actor;
using Entracte.Coordinator.Attempts;

namespace Entracte.Coordinator.Crossings;

/// <summary>A computation has ended here because it was sent to another cluster: nothing here brings it back by itself. It never leaves the coordinator.</summary>
/// <param name="Life">Later than the one that has ended.</param>
internal sealed record ComputationAway(AttemptKey Key, long Life) : INoSerializationVerificationNeeded;
