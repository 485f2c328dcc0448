using Akka.Actor;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Migrations;

namespace Entracte.Coordinator.Nodes;

/// <summary>Images on their way from node to node. Whoever has the files reads what he is asked for and remembers nothing.</summary>
internal sealed partial class NodeAgent
{
    /// <summary>By transfer.</summary>
    private readonly Dictionary<string, IActorRef> arrivals = [];

    private void ReceiveImages()
    {
        Receive<ExpectImage>(OnExpect);
        Receive<OfferImage>(offer => Offer(offer, Sender));
        Receive<ImagePartsOffered>(offered =>
        {
            if (arrivals.TryGetValue(offered.TransferId, out var arrival))
                arrival.Forward(offered);
        });
        Receive<PieceWanted>(wanted => stores.RunAsync(() => Read(wanted)).PipeTo(
            Sender, Self, failure: thrown => new ImagePiece { TransferId = wanted.TransferId, FileName = wanted.FileName, Offset = wanted.Offset, Failure = OfImage(thrown, wanted.Name) }));
        Receive<ArrivalOver>(over => arrivals.Remove(over.TransferId));
    }

    private void OnExpect(ExpectImage expected)
    {
        if (arrivals.ContainsKey(expected.TransferId))
            return;
        var owner = Sender;
        var arrival = Context.ActorOf(Props.Create(() => new ImageArrival(expected, settings.NodeName, owner, stores, settings)), $"image-{expected.TransferId}");
        arrivals[expected.TransferId] = Context.WatchWith(arrival, new ArrivalOver(expected.TransferId));
    }

    private void Offer(OfferImage offer, IActorRef asker) => stores.RunAsync(() =>
    {
        using var image = stores.Carry(offer.ImagesDirectory, offer.Name, offer.Generation);
        return new ImagePartsOffered { TransferId = offer.TransferId, Node = settings.NodeName, InventoryFile = image.ReadInventory() };
    }).PipeTo(asker, Self, failure: thrown => new ImagePartsOffered { TransferId = offer.TransferId, Node = settings.NodeName, Failure = OfImage(thrown, offer.Name) });

    private ImagePiece Read(PieceWanted wanted)
    {
        using var image = stores.Carry(wanted.ImagesDirectory, wanted.Name, wanted.Generation);
        var bytes = image.Read(wanted.FileName, wanted.Offset, Math.Min(wanted.LengthBytes, settings.PieceBytes));
        return new ImagePiece { TransferId = wanted.TransferId, FileName = wanted.FileName, Offset = wanted.Offset, Bytes = bytes };
    }

    private Failure OfImage(Exception thrown, string name) => ThrownFailure.From(thrown, $"image of {name} on {settings.NodeName}");

    private sealed record ArrivalOver(string TransferId) : INoSerializationVerificationNeeded;
}
