using Akka.Actor;
using Entracte.Coordinator.Migrations;
using Entracte.Coordinator.Nodes;

namespace Entracte.Coordinator.Coordination;

/// <summary>Nodes that take nothing new. Each of them remembers it; what was asked for here counts more, until the node says the same.</summary>
internal sealed partial class Coordinator
{
    private readonly Dictionary<string, bool> closing = [];
    private readonly HashSet<IActorRef> evictions = [];

    private IReadOnlyCollection<string> ClosedNodes => [.. nodes.Where(node => IsClosed(node.Value.Report)).Select(node => node.Key)];

    private void ReceiveEvictions()
    {
        Receive<EvictRequest>(OnEvict);
        Receive<EvictionOver>(over => evictions.Remove(over.Eviction));
    }

    private void OnEvict(EvictRequest request)
    {
        var asker = Sender;
        if (!nodes.TryGetValue(request.Node, out var node))
        {
            asker.Tell(Failure.Of(FailureKind.NotFound, $"no node is called {request.Node}; entracte status lists those that are known"));
            return;
        }

        closing[request.Node] = !request.Undo;
        node.Agent.Tell(new CloseNode { Closed = !request.Undo, Epoch = epoch });
        if (request.Undo)
        {
            asker.Tell(new EvictionResult { Node = request.Node });
            return;
        }

        var eviction = Context.ActorOf(Props.Create(() => new EvictionActor(request, asker)), $"eviction-{NextSerial()}");
        evictions.Add(Context.WatchWith(eviction, new EvictionOver(eviction)));
    }

    /// <summary>An order may have been lost, and what the node says may be older than the order.</summary>
    private void LearnWhetherClosed(NodeReport report)
    {
        if (!closing.TryGetValue(report.Node, out var wanted))
            return;
        if (report.IsClosed == wanted)
            closing.Remove(report.Node);
        else
            Sender.Tell(new CloseNode { Closed = wanted, Epoch = epoch });
    }

    private bool IsClosed(NodeReport report) => closing.TryGetValue(report.Node, out var wanted) ? wanted : report.IsClosed;

    private Failure? ClosedAmong(IEnumerable<string> wanted) => wanted.Intersect(ClosedNodes).ToArray() is { Length: > 0 } closed
        ? Failure.Of(FailureKind.Busy, $"{string.Join(", ", closed)} is being emptied and takes nothing (entracte evict --undo)")
        : null;

    private sealed record EvictionOver(IActorRef Eviction) : INoSerializationVerificationNeeded;
}
