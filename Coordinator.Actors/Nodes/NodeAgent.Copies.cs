using Akka.Actor;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Copies;
using Entracte.ImageFormat.Copies;

namespace Entracte.Coordinator.Nodes;

/// <summary>Images that come and go. Whoever sends or receives one is an actor of its own; the agent finds the receiver for what arrives.</summary>
internal sealed partial class NodeAgent
{
    private readonly Dictionary<string, Sending> senders = [];
    private readonly Dictionary<string, IActorRef> receivers = [];

    private void ReceiveCopies()
    {
        Receive<ImageCopyRequest>(request => coordinator.Forward(request));
        Receive<SendImage>(OnSend);
        Receive<StopCopy>(OnStop);
        Receive<SendParts>(order => parts[order.Key].Actor.Tell(order), order => parts.ContainsKey(order.Key));
        Receive<SendParts>(_ => { });
        Receive<PartsReady>(OnPartsReady);
        Receive<PartsGone>(gone => StopSendingAhead(gone.Key));
        Receive<ImageOffered>(OnOffered);
    }

    private void OnSend(SendImage order)
    {
        if (senders.TryGetValue(order.Request.RequestId, out var known))
        {
            senders[order.Request.RequestId] = known with { AheadOf = null };
            known.Actor.Forward(order);
            return;
        }

        Send(order, null, null);
        senders[order.Request.RequestId].Actor.Forward(order);
    }

    private void OnPartsReady(PartsReady ready)
    {
        var (id, key) = (ready.Order.Copy.Request.RequestId, ready.Order.Key);
        if (senders.TryGetValue(id, out var known))
        {
            if (known.AheadOf is not { } other || other == key)
                return;
            // Of an attempt that was given up.
            StopSendingAhead(other);
        }

        Send(ready.Order.Copy, key, ready.Files);
    }

    private void Send(SendImage order, AttemptKey? aheadOf, IReadOnlyList<CopiedFile>? written)
    {
        var known = registrations.Find(order.Request.Target);
        var (root, name) = (DirectoryOf(order.Request.ImagesDirectory, known), known?.Name ?? order.Request.Target);
        var copyId = $"{settings.NodeName}:{order.Request.RequestId}{(aheadOf is null ? "" : $":{aheadOf.Epoch}-{aheadOf.Serial}")}";
        senders[order.Request.RequestId] = new Sending(Context.Watch(Context.ActorOf(Props.Create(() => new ImageSender(order, copyId, root, name, written, stores, settings)))), aheadOf);
    }

    /// <summary>Of those, too, whose attempt is over without that anybody has ordered the rest.</summary>
    private void StopSendingAhead(AttemptKey key)
    {
        foreach (var (id, sending) in senders.Where(pair => pair.Value.AheadOf == key).ToArray())
        {
            // At once, as nobody may send it an order any more.
            senders.Remove(id);
            Context.Stop(sending.Actor);
        }
    }

    private void OnStop(StopCopy order)
    {
        if (senders.TryGetValue(order.RequestId, out var sending))
            Context.Stop(sending.Actor);
    }

    private void OnOffered(ImageOffered offered)
    {
        // One for each place and share: whoever copies there anew goes on from what his predecessor has brought.
        var root = DirectoryOf(offered.ImagesDirectory, null);
        var first = ImageIntake.FirstPart(offered.Files.Select(file => new CopiedFile(file.Name, file.LengthBytes)));
        var place = $"{root}/{offered.Name}/{offered.Generation}/{first}";
        if (!receivers.TryGetValue(place, out var receiver))
        {
            receivers[place] = receiver = Context.Watch(Context.ActorOf(Props.Create(() => new ImageReceiver(root, stores, settings))));
        }

        receiver.Forward(offered);
    }

    private void ForgetCopy(IActorRef ended)
    {
        foreach (var id in senders.Where(pair => pair.Value.Actor.Equals(ended)).Select(pair => pair.Key).ToArray())
            senders.Remove(id);
        foreach (var place in receivers.Where(pair => pair.Value.Equals(ended)).Select(pair => pair.Key).ToArray())
            receivers.Remove(place);
    }

    /// <param name="AheadOf">The checkpoint whose image is not committed yet; null when the order for the image has come.</param>
    private sealed record Sending(IActorRef Actor, AttemptKey? AheadOf);
}
