using Akka.Actor;
using Entracte.Coordinator.Computations;
using Entracte.Coordinator.Nodes;
using Entracte.Coordinator.Restarts;

namespace Entracte.Coordinator.Coordination;

/// <summary>
/// A restart begins with a name or a directory and may be of a computation that nobody knows any more: a node says which image is meant, and from
/// that the computation is known again.
/// </summary>
internal sealed partial class Coordinator
{
    private const int OutcomesKept = 64;
    private readonly Dictionary<string, Finding> finding = [];
    private readonly Dictionary<string, List<IActorRef>> awaitingRestart = [];
    private readonly Dictionary<string, RestartEnded> outcomes = [];
    private readonly Queue<string> outcomesInOrder = [];

    /// <summary>By computation, the restart with which it goes back to an image by itself.</summary>
    private readonly Dictionary<string, string> goingBack = [];

    private void ReceiveRestarts()
    {
        Receive<RestartRequest>(OnRestart);
        Receive<ImageFound>(OnImageFound);
        Receive<FindingDue>(OnFindingDue);
        Receive<RestartQuery>(OnRestartQuery);
        Receive<RestartEnded>(OnRestartEnded);
    }

    private void OnRestart(RestartRequest request)
    {
        if (!nodes.TryGetValue(request.Node, out var node))
        {
            Sender.Tell(Failure.Of(FailureKind.NodeLost, $"node {request.Node} is not known to the coordinator (yet)"));
            return;
        }

        var question = new FindImage
        {
            Target = request.Target,
            Generation = request.Generation,
            ImagesDirectory = request.ImagesDirectory,
            RequestId = request.RequestId,
        };
        finding[request.RequestId] = new Finding(request, Sender, question, clock.MonotonicMilliseconds);
        node.Agent.Tell(question);
        Timers.StartPeriodicTimer(FindingTimer(request.RequestId), new FindingDue(request.RequestId), settings.NudgeInterval);
    }

    /// <summary>The question may have been lost, and so may the answer.</summary>
    private void OnFindingDue(FindingDue due)
    {
        if (!finding.TryGetValue(due.RequestId, out var wanted))
        {
            Timers.Cancel(FindingTimer(due.RequestId));
        }
        else if (clock.MonotonicMilliseconds - wanted.AskedAtMilliseconds > settings.StepTimeout.TotalMilliseconds)
        {
            finding.Remove(due.RequestId);
            wanted.Asker.Tell(Failure.Of(FailureKind.TimedOut, $"node {wanted.Request.Node} did not say in time which image is meant"));
        }
        else if (nodes.TryGetValue(wanted.Request.Node, out var node))
        {
            node.Agent.Tell(wanted.Question);
        }
    }

    private void OnImageFound(ImageFound found)
    {
        if (!finding.TryGetValue(found.RequestId, out var wanted))
            return;
        if (found.Failure is null && FencedFor(wanted.Request, found.ComputationId) is { Ticks: > 0 } rest)
        {
            Timers.StartSingleTimer(FindingTimer(found.RequestId), found, rest);
            return;
        }

        finding.Remove(found.RequestId);
        Timers.Cancel(FindingTimer(found.RequestId));
        if (found.Failure is { } failure)
        {
            wanted.Asker.Tell(failure);
            return;
        }

        var placement = Placement.Of(found.Nodes, wanted.Request, nodes.Keys);
        var agents = placement.Places.Keys.ToDictionary(name => name, name => nodes[name].Agent);
        // What goes back to an image by itself was there before.
        var closed = wanted.Request.Policy is null ? ClosedAmong(agents.Keys) : null;
        var refusal = placement.Failure ?? closed ?? (wanted.Request.Detached || agents.ContainsKey(wanted.Request.Node) ? null : Failure.Of(
            FailureKind.Invalid, $"none of its processes would be on {wanted.Request.Node}, where the terminal is; restart it in the background (--detach)"));
        if (refusal is not null)
        {
            wanted.Asker.Tell(refusal);
            return;
        }

        var registration = new Registration
        {
            ComputationId = found.ComputationId, Name = found.Name, ImagesDirectory = found.ImagesDirectory, IntervalSeconds = found.IntervalSeconds, Keep = found.Keep,
            Standing = found.Standing,
        };
        awaitingRestart[found.RequestId] = [];
        goingBack.Remove(found.ComputationId);
        if (wanted.Request.Policy is not null)
            goingBack[found.ComputationId] = found.RequestId;
        ComputationOf(registration).Tell(new RestartOrder(wanted.Request, found, agents, placement.Places, agents.ToDictionary(agent => agent.Key, agent => AddressOf(agent.Value))), wanted.Asker);
    }

    /// <summary>
    /// How long nodes that were lost may still run it by their leases; nobody asks for that where no policy has its processes stopped there. What goes back to an image by itself has waited already.
    /// Unlike that, a person needs no majority: on the smaller side it is a person who says that the other one is gone.
    /// </summary>
    private TimeSpan FencedFor(RestartRequest request, string computationId)
        => request.Policy is null && statuses.GetValueOrDefault(computationId)?.Policy.OnNodeLoss is not (null or OnNodeLoss.Wait)
            ? TimeSpan.FromMilliseconds(lost.Values.Select(node => LeaseOverAtMilliseconds(node)).Append(LeasesOverAtMilliseconds).Max() - clock.MonotonicMilliseconds)
            : TimeSpan.Zero;

    private void OnRestartQuery(RestartQuery query)
    {
        if (outcomes.TryGetValue(query.RestartId, out var ended))
            Sender.Tell((object?)ended.Result ?? ended.Failure!);
        else if (awaitingRestart.TryGetValue(query.RestartId, out var asking))
            asking.Add(Sender);
        else
            Sender.Tell(Failure.Of(FailureKind.NotFound, $"nothing is known of restart {query.RestartId}"));
    }

    private void OnRestartEnded(RestartEnded ended)
    {
        outcomes[ended.RestartId] = ended;
        foreach (var (id, _) in goingBack.Where(pair => pair.Value == ended.RestartId).ToArray())
            goingBack.Remove(id);
        outcomesInOrder.Enqueue(ended.RestartId);
        if (outcomesInOrder.Count > OutcomesKept)
            outcomes.Remove(outcomesInOrder.Dequeue());
        if (awaitingRestart.Remove(ended.RestartId, out var asking))
            asking.ForEach(asker => asker.Tell((object?)ended.Result ?? ended.Failure!));
    }

    /// <summary>The node that was asked for an image will not answer any more.</summary>
    private void FailFinding(string node)
    {
        foreach (var (id, wanted) in finding.Where(pair => pair.Value.Request.Node == node).ToArray())
        {
            finding.Remove(id);
            wanted.Asker.Tell(Failure.Of(FailureKind.NodeLost, $"node {node} was lost before it had found the image"));
        }
    }

    private void FailRestarts()
    {
        var failure = Failure.Of(FailureKind.Cancelled, "the coordinator ended");
        foreach (var asker in awaitingRestart.Values.SelectMany(asking => asking).Concat(finding.Values.Select(wanted => wanted.Asker)))
            asker.Tell(failure);
    }

    private static string FindingTimer(string requestId) => $"finding-{requestId}";

    private sealed record Finding(RestartRequest Request, IActorRef Asker, FindImage Question, double AskedAtMilliseconds);

    private sealed record FindingDue(string RequestId) : INoSerializationVerificationNeeded;
}
