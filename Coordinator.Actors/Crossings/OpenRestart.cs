using Akka.Actor;

namespace Entracte.Coordinator.Crossings;

/// <summary>A restart that is held may run now. It never leaves the coordinator.</summary>
internal sealed record OpenRestart(string RequestId) : INoSerializationVerificationNeeded;
