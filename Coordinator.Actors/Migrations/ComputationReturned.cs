using Akka.Actor;
using Entracte.Coordinator.Attempts;

namespace Entracte.Coordinator.Migrations;

/// <summary>A computation that should have migrated lives again where it was. It never leaves the coordinator.</summary>
internal sealed record ComputationReturned(AttemptKey Key, long Life, IReadOnlyDictionary<string, IActorRef> Agents, RestartResult Result) : INoSerializationVerificationNeeded;
