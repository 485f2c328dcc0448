using Akka.Actor;

namespace Entracte.Coordinator.Migrations;

/// <summary>The parts of one node are on another, or will not get there. It never leaves the coordinator.</summary>
/// <param name="Bytes">That went over the link; 0 where all was there already.</param>
internal sealed record PartsCarried(string Source, string Target, long Bytes, Failure? Failure) : INoSerializationVerificationNeeded
{
    public static PartsCarried Of(ImageCopyRequest request, object answer) => new(request.From, request.To, (answer as ImageCopyResult)?.SentBytes ?? 0, answer as Failure);
}
