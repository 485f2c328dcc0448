using Akka.Actor;
using Entracte.Coordinator.Copies;

namespace Entracte.Coordinator.Coordination;

/// <summary>Copies of images: the coordinator only knows where the nodes are; what is copied goes from one to the other.</summary>
internal sealed partial class Coordinator
{
    private void ReceiveCopies()
    {
        Receive<ImageCopyRequest>(OnCopy);
        Receive<SpreadImage>(OnSpread);
    }

    private void OnSpread(SpreadImage order)
    {
        var places = nodes.ToDictionary(node => node.Key, node => new CopyPlace(node.Value.Agent, PathOf(node.Value.Agent)));
        Context.ActorOf(Props.Create(() => new ImageSpreader(order, places, settings)));
    }

    private void OnCopy(ImageCopyRequest request)
    {
        if (nodes.TryGetValue(request.From, out var from) && nodes.TryGetValue(request.To, out var to))
            from.Agent.Forward(new SendImage { Request = request, Receiver = PathOf(to.Agent) });
        else
            Sender.Tell(Failure.Of(
                FailureKind.NotFound, $"no node is called {(nodes.ContainsKey(request.From) ? request.To : request.From)}; entracte status lists those that are known"));
    }

    // The agent beside this coordinator is known by its local path, which elsewhere would lead to somebody else.
    private static string PathOf(IActorRef agent) => agent.Path.ToStringWithAddress(((ExtendedActorSystem)Context.System).Provider.DefaultAddress);
}
