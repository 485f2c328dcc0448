using Akka.Actor;
using Entracte.Coordinator.Restarts;

namespace Entracte.Coordinator.Computations;

/// <summary>A restart whose image has been found. It never leaves the coordinator.</summary>
internal sealed record RestartOrder(RestartRequest Request, ImageFound Image, IActorRef Agent) : INoSerializationVerificationNeeded;
