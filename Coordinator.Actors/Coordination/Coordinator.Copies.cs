using Akka.Actor;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Copies;
using Entracte.Coordinator.Crossings;

namespace Entracte.Coordinator.Coordination;

/// <summary>Copies of images: the coordinator only knows where the nodes are; what is copied goes from one to the other. One of them may be of another cluster (NODE@HOST:PORT).</summary>
internal sealed partial class Coordinator
{
    private readonly Dictionary<string, IActorRef> couriers = [];

    private void ReceiveCopies()
    {
        Receive<ImageCopyRequest>(OnCopy);
        Receive<SpreadImage>(OnSpread);
        Receive<SpreadParts>(OnSpreadParts);
        Receive<FoundForCopy>(OnFoundForCopy);
        Receive<CourierOver>(over => couriers.Remove(over.RequestId));
    }

    private void OnSpread(SpreadImage order)
    {
        var places = nodes.ToDictionary(node => node.Key, node => PlaceOf(node.Value));
        Context.ActorOf(Props.Create(() => new ImageSpreader(order, places, settings)));
    }

    /// <summary>To the partners that the image will be copied to when it is committed.</summary>
    private void OnSpreadParts(SpreadParts order)
    {
        foreach (var source in order.Sources.Where(nodes.ContainsKey))
        {
            foreach (var partner in PartnerChoice.Of(source, [.. nodes.Keys], order.Standing.Partners, order.Standing.Copies - 1))
            {
                var copy = ImageSpreader.CopyOf(order.Key.ComputationId, order.Name, order.Key.Generation, order.ImagesDirectory, source, partner, PlaceOf(nodes[partner]));
                nodes[source].Agent.Tell(new SendParts { Key = order.Key, Copy = copy });
            }
        }
    }

    private static CopyPlace PlaceOf(KnownNode node) => new(node.Agent, PathOf(node.Agent));

    private void OnCopy(ImageCopyRequest request)
    {
        var ends = (string[])[request.From, request.To];
        switch (ends.Where(IsElsewhere).ToArray())
        {
            case []:
                Copy(request, null, Sender);
                break;
            case [var elsewhere]:
                var (actors, id) = (Context.System, request.RequestId);
                lookingAcross.Add(id);
                OtherCluster.LookAsync(elsewhere[(elsewhere.LastIndexOf('@') + 1)..], actors, settings)
                    .PipeTo(Self, Sender, other => new FoundForCopy(request, other), thrown => new NotFoundAcross(id, ThrownFailure.From(thrown, $"the other cluster of {elsewhere}")));
                break;
            default:
                Sender.Tell(Failure.Of(FailureKind.Invalid, "one of the two nodes must be of this cluster; ask a node of that one"));
                break;
        }
    }

    private bool IsElsewhere(string node) => !nodes.ContainsKey(node) && node.Contains('@');

    private void OnFoundForCopy(FoundForCopy found)
    {
        if (lookingAcross.Remove(found.Request.RequestId))
            Copy(found.Request, found.Other, Sender);
        else
            Sender.Tell(Failure.Of(FailureKind.Cancelled, "the one who asked has withdrawn"));
    }

    private void Copy(ImageCopyRequest request, OtherCluster? other, IActorRef asker)
    {
        var (from, to) = (DoorOf(request.From, other), DoorOf(request.To, other));
        if (from is null || to is null)
        {
            asker.Tell(Failure.Of(FailureKind.NotFound, $"no node is called {(from is null ? request.From : request.To)}; entracte status lists those that are known"));
            return;
        }

        var order = new SendImage { Request = request, Receiver = to };
        ICanTell source = Context.ActorSelection(from);
        var courier = Context.ActorOf(Props.Create(() => new ImageCourier(order, source, asker, answer => answer, settings)));
        couriers[request.RequestId] = Context.WatchWith(courier, new CourierOver(request.RequestId));
    }

    private string? DoorOf(string node, OtherCluster? other)
        => nodes.TryGetValue(node, out var known) ? PathOf(known.Agent) : node.LastIndexOf('@') is > 0 and var at ? other?.DoorOf(node[..at]) : null;

    // The agent beside this coordinator is known by its local path, which elsewhere would lead to somebody else.
    private static string PathOf(IActorRef agent) => agent.Path.ToStringWithAddress(((ExtendedActorSystem)Context.System).Provider.DefaultAddress);

    private sealed record FoundForCopy(ImageCopyRequest Request, OtherCluster Other) : INoSerializationVerificationNeeded;

    private sealed record CourierOver(string RequestId) : INoSerializationVerificationNeeded;
}
