using Akka.Actor;

namespace Entracte.Coordinator.Processes;

/// <summary>What a process actor tells its node. It never leaves the node.</summary>
internal sealed record ProcessTold(int HostPid, ProcessEffect Effect) : INoSerializationVerificationNeeded;
