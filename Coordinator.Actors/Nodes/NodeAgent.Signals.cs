using Akka.Actor;
using Akka.Event;
using Entracte.Coordinator.Ports;

namespace Entracte.Coordinator.Nodes;

/// <summary>
/// A root that was launched to leave at a signal has that signal blocked, so that it waits there until somebody looks. Then the computation is checkpointed and ended,
/// again and again until that is possible: the signal goes on waiting, also when this agent dies.
/// </summary>
internal sealed partial class NodeAgent
{
    private const int NotDurableFactor = 12;

    /// <summary>By computation: when it may be asked for again, on the monotonic clock in milliseconds; for ever while an answer is awaited.</summary>
    private readonly Dictionary<string, double> leaving = [];

    private void HeedSignals(IEnumerable<ProcessSighting> seen)
    {
        foreach (var root in seen)
        {
            if (registrations.OfRoot(root.HostPid) is not { Standing: { LeaveSignal: > 0 } orders } registration || !root.IsPending(orders.LeaveSignal))
                continue;
            var id = registration.ComputationId;
            if (clock.MonotonicMilliseconds < leaving.GetValueOrDefault(id))
                continue;
            leaving[id] = double.PositiveInfinity;
            log.Info("{0}: signal {1} waits at process {2}; it is checkpointed and ends", registration.Name, orders.LeaveSignal, root.HostPid);
            var request = new CheckpointRequest { Target = id, Kill = true, ExitStatus = orders.LeaveStatus, Node = settings.NodeName };
            coordinator.Ask<object>(request, Timeout.InfiniteTimeSpan).PipeTo(Self, success: answer => new LeaveAnswered(registration, answer));
        }
    }

    private void OnLeaveAnswered(LeaveAnswered answered)
    {
        // Of a later coordinator it is asked anew.
        if (!leaving.Remove(answered.Registration.ComputationId) || answered.Answer is not Failure failure)
            return;
        log.Warning("{0} was told to leave by a signal, and could not be checkpointed: {1}", answered.Registration.Name, failure);
        // Each attempt that only lacks copies has left an image.
        var pause = failure.Kind == FailureKind.NotDurable ? settings.LeaveRetry * NotDurableFactor : settings.LeaveRetry;
        leaving[answered.Registration.ComputationId] = clock.MonotonicMilliseconds + pause.TotalMilliseconds;
    }

    private sealed record LeaveAnswered(Registration Registration, object Answer) : INoSerializationVerificationNeeded;
}
