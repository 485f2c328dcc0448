using Akka.Actor;
using Entracte.Coordinator.Copies;
using Entracte.Coordinator.Ports;

namespace Entracte.Coordinator.Actors.Tests.Copies;

/// <summary>Stands between who sends images and who takes them; each of them knows only this. One who takes is made for each image, as a node does.</summary>
internal sealed class CopyLink : ReceiveActor
{
    private readonly Dictionary<string, IActorRef> receivers = [];
    private readonly Dictionary<string, (IActorRef Sender, IActorRef Receiver)> ends = [];

    /// <param name="root">Where images arrive.</param>
    /// <param name="passing">What arrives in the place of a message; null: nothing.</param>
    public CopyLink(string root, EntracteSettings settings, Func<ICopyMessage, ICopyMessage?> passing)
    {
        Receive<ImageOffered>(offered =>
        {
            var image = $"{offered.Name}/{offered.Generation}";
            if (!receivers.TryGetValue(image, out var receiver))
                receivers[image] = receiver = Context.Watch(Context.ActorOf(Props.Create(() => new ImageReceiver(root, new DirectoryImageStores(), settings))));
            ends[offered.CopyId] = (Sender, receiver);
            Pass(offered);
        });
        Receive<ICopyMessage>(Pass);
        Receive<Terminated>(ended =>
        {
            foreach (var (image, _) in receivers.Where(pair => pair.Value.Equals(ended.ActorRef)).ToArray())
                receivers.Remove(image);
        });

        void Pass(ICopyMessage message)
        {
            var (sender, receiver) = ends[message.CopyId];
            if (passing(message) is { } arriving)
                (Sender.Equals(receiver) ? sender : receiver).Tell(arriving, Self);
        }
    }
}
