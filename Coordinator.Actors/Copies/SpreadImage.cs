using Akka.Actor;

namespace Entracte.Coordinator.Copies;

/// <summary>A committed image is to be copied as its computation has it; then whoever asked for the checkpoint is answered. It never leaves the coordinator.</summary>
/// <param name="Committed">Whose image.</param>
/// <param name="ImagesDirectory">The same on all nodes.</param>
/// <param name="Keep">How many generations stay on each of the nodes then; 0: all.</param>
internal sealed record SpreadImage(CheckpointResult Committed, string ImagesDirectory, StandingOrders Standing, int Keep, IActorRef Asker) : INoSerializationVerificationNeeded
{
    /// <summary>By node that has written, the others that have got what it has written already; one of another cluster is none of the names that are known here.</summary>
    public IReadOnlyDictionary<string, string[]> Held { get; init; } = new Dictionary<string, string[]>();

    /// <inheritdoc cref="Checkpoints.RetireImages.Half"/>
    public int[] Half { get; init; } = [];
}
