using Akka.Actor;
using Entracte.Coordinator.Attempts;

namespace Entracte.Coordinator.Crossings;

/// <summary>The other cluster was told to let it run, and nobody has said whether it does. It never leaves the coordinator.</summary>
internal sealed record ArrivalUnknown(AttemptKey Key, Failure Failure) : INoSerializationVerificationNeeded;
