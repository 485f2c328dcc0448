using Akka.Actor;
using Akka.Event;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Ports;
using Entracte.Coordinator.Questions;

namespace Entracte.Coordinator.Nodes;

/// <summary>
/// A root that was launched to leave at a signal has that signal blocked, so that it waits there until somebody looks. Then the computation is checkpointed and ended,
/// again and again until that is possible: the signal goes on waiting, also when this agent dies.
/// </summary>
internal sealed partial class NodeAgent
{
    private const int NotDurableFactor = 12;

    /// <summary>By computation.</summary>
    private readonly Dictionary<string, Leaving> leaving = [];

    private void HeedSignals(IEnumerable<ProcessSighting> seen)
    {
        foreach (var root in seen)
        {
            if (registrations.OfRoot(root.HostPid) is not { Standing: { LeaveSignal: > 0 } orders } registration || !root.IsPending(orders.LeaveSignal))
                continue;
            var id = registration.ComputationId;
            if (clock.MonotonicMilliseconds < leaving.GetValueOrDefault(id)?.AgainAtMilliseconds)
                continue;
            log.Info("{0}: signal {1} waits at process {2}; it is checkpointed and ends", registration.Name, orders.LeaveSignal, root.HostPid);
            var request = new CheckpointRequest
            {
                Target = id, Kill = true, ExitStatus = orders.LeaveStatus, Node = settings.NodeName, RequestId = Guid.CreateVersion7().ToString("n"),
            };
            leaving[id] = new Leaving(request.RequestId, double.PositiveInfinity);
            AskToLeave(registration, request);
        }
    }

    /// <summary>As anybody would ask: it ends with an answer, whatever the link has lost.</summary>
    private void AskToLeave(Registration registration, CheckpointRequest request)
    {
        var (door, answered, own) = (Self, new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously), settings);
        Context.ActorOf(Props.Create(() => new Asking(door, request, request.RequestId, answered, own)));
        answered.Task.PipeTo(
            Self,
            success: answer => new LeaveAnswered(registration, request.RequestId, answer),
            failure: thrown => new LeaveAnswered(registration, request.RequestId, ThrownFailure.From(thrown, $"the checkpoint of {registration.Name}")));
    }

    private void OnLeaveAnswered(LeaveAnswered answered)
    {
        // Of a later coordinator it is asked anew.
        var id = answered.Registration.ComputationId;
        if (leaving.GetValueOrDefault(id)?.RequestId != answered.RequestId || !leaving.Remove(id) || answered.Answer is not Failure failure)
            return;
        log.Warning("{0} was told to leave by a signal, and could not be checkpointed: {1}", answered.Registration.Name, failure);
        // Each attempt that only lacks copies has left an image.
        var pause = failure.Kind == FailureKind.NotDurable ? settings.LeaveRetry * NotDurableFactor : settings.LeaveRetry;
        leaving[id] = new Leaving(answered.RequestId, clock.MonotonicMilliseconds + pause.TotalMilliseconds);
    }

    /// <param name="AgainAtMilliseconds">When it may be asked for again, on the monotonic clock; infinite while an answer is awaited.</param>
    private sealed record Leaving(string RequestId, double AgainAtMilliseconds);

    private sealed record LeaveAnswered(Registration Registration, string RequestId, object Answer) : INoSerializationVerificationNeeded;
}
