using Akka.Actor;

namespace Entracte.Coordinator.Attempts;

/// <summary>Give up the attempt under way. It never leaves the coordinator.</summary>
internal sealed record Withdraw(Failure Failure) : INoSerializationVerificationNeeded;
