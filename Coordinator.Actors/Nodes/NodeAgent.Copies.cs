using Akka.Actor;
using Entracte.Coordinator.Copies;
using Entracte.ImageFormat.Copies;

namespace Entracte.Coordinator.Nodes;

/// <summary>Images that come and go. Whoever sends or receives one is an actor of its own; the agent finds the receiver for what arrives.</summary>
internal sealed partial class NodeAgent
{
    private readonly Dictionary<string, IActorRef> senders = [];
    private readonly Dictionary<string, IActorRef> receivers = [];

    private void ReceiveCopies()
    {
        Receive<ImageCopyRequest>(request => coordinator.Forward(request));
        Receive<SendImage>(OnSend);
        Receive<StopCopy>(OnStop);
        Receive<ImageOffered>(OnOffered);
    }

    private void OnSend(SendImage order)
    {
        if (senders.ContainsKey(order.Request.RequestId))
        {
            Sender.Tell(new CopyGoesOn { RequestId = order.Request.RequestId });
            return;
        }

        var (asker, known) = (Sender, registrations.Find(order.Request.Target));
        var (root, name) = (DirectoryOf(order.Request.ImagesDirectory, known), known?.Name ?? order.Request.Target);
        var copyId = $"{settings.NodeName}:{order.Request.RequestId}";
        senders[order.Request.RequestId] = Context.Watch(Context.ActorOf(Props.Create(() => new ImageSender(order, copyId, root, name, asker, stores, settings))));
    }

    private void OnStop(StopCopy order)
    {
        if (senders.TryGetValue(order.RequestId, out var sender))
            Context.Stop(sender);
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
        foreach (var copies in new[] { senders, receivers })
        {
            foreach (var id in copies.Where(pair => pair.Value.Equals(ended)).Select(pair => pair.Key).ToArray())
                copies.Remove(id);
        }
    }
}
