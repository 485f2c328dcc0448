using Akka.Actor;

namespace Entracte.Coordinator.Copies;

/// <summary>A committed image is to be copied as its computation has it; then whoever asked for the checkpoint is answered. It never leaves the coordinator.</summary>
/// <param name="Committed">Whose image.</param>
/// <param name="ImagesDirectory">The same on all nodes.</param>
/// <param name="Keep">How many generations stay on each of the nodes then; 0: all.</param>
internal sealed record SpreadImage(CheckpointResult Committed, string ImagesDirectory, StandingOrders Standing, int Keep, IActorRef Asker) : INoSerializationVerificationNeeded;
