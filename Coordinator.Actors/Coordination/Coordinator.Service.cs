using Akka.Actor;
using Akka.Event;
using Entracte.Coordinator.Nodes;
using Entracte.Coordinator.Service;

namespace Entracte.Coordinator.Coordination;

/// <summary>How often nodes fail, as all of them have seen it. A coordinator that is new learns it from their reports.</summary>
internal sealed partial class Coordinator
{
    // One that fails as well may hold up the others' knowledge, three at a time hardly ever do.
    private const int WitnessesMax = 3;
    private readonly ServiceBook service = new();

    /// <summary>A host that begins anew counts by itself what it has lost.</summary>
    private readonly Dictionary<string, int> failuresBeforeLoss = [];

    private void ReceiveFailures() => Receive<FailureSeen>(OnFailureSeen);

    private void LearnService(NodeReport report)
    {
        foreach (var told in report.Service)
            service.Hear(told);
        // It was lost, and others have counted that.
        var known = service.Of(report.Node);
        if (known.Failures > (report.Service.FirstOrDefault(told => told.Node == report.Node)?.Failures ?? 0))
            Sender.Tell(new ServiceTold { Service = [known] });
    }

    private void OnFailureSeen(FailureSeen seen)
    {
        var counted = service.CountFailure(seen.Node, seen.IsLoss && failuresBeforeLoss.TryGetValue(seen.Node, out var before) ? before : null);
        log.Info("node {0} has failed for the {1}. time: {2}", seen.Node, counted.Failures, seen.Happened);
        var told = new ServiceTold { Service = [counted] };
        // Its own node keeps it; where that is lost, others do until it is back.
        var keepers = nodes.TryGetValue(seen.Node, out var itself) ? [itself] : nodes.OrderBy(node => node.Key, StringComparer.Ordinal).Take(WitnessesMax).Select(node => node.Value);
        foreach (var keeper in keepers)
            keeper.Agent.Tell(told);
    }
}
