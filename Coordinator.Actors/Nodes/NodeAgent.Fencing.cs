using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Checkpoints;
using Entracte.Coordinator.Fencing;
using Entracte.Coordinator.Ports;

namespace Entracte.Coordinator.Nodes;

/// <summary>
/// Stops what others start anew when this node is lost, before they do: it may run as long as the coordinator's lease lasts. <see cref="Lease"/> decides; the fence beside the agent does
/// the same when the agent is dead.
/// </summary>
internal sealed partial class NodeAgent
{
    private Lease lease;
    private ReportHeard heard = ReportHeard.Nothing;
    private bool wasFenced;

    /// <summary>A machine alone is nobody's to be lost to.</summary>
    private readonly bool isMember = ((ExtendedActorSystem)Context.System).Provider is ClusterActorRefProvider;

    /// <summary>What the coordinator has ordered to stand still does so anyway.</summary>
    private readonly HashSet<string> held = [];

    /// <summary>To what the lease that has run out applies; later roots have to be stopped as well.</summary>
    private readonly HashSet<int> stoppedRoots = [];

    /// <summary>Computations that were stopped for want of a lease, until the last of their processes was let go, and which of the stops that was.</summary>
    private readonly Dictionary<string, long> stoppedForLease = [];
    private long stops;

    private bool IsLeaseOver => lease.EndMilliseconds is { } end && clock.MonotonicMilliseconds >= end;

    private void Report() => coordinator.Tell(new NodeReport
    {
        Node = settings.NodeName,
        Epoch = epoch,
        Registrations = [.. registrations.All.Select(each => each with { IsHeld = held.Contains(each.ComputationId) && each.Roots.Length > 0 })],
        SentAtMilliseconds = clock.MonotonicMilliseconds,
        IsLeaseOver = IsLeaseOver,
        Heard = heard,
        IsClosed = isClosed,
        Service = service.Told,
        Restoring = [.. Restoring.Select(pair => pair.Value.Restoring!)],
    });

    private void ReceiveLeases()
    {
        Receive<ReportHeard>(
            stamp =>
            {
                var isFirst = heard.Epoch != stamp.Epoch;
                heard = stamp;
                // Until we have shown it we do not count for the majority, and a lease may wait for that.
                if (isFirst)
                    Report();
            },
            stamp => stamp.Epoch >= epoch);
        Receive<LeaseGranted>(
            granted =>
            {
                // What a predecessor has had restored does not run by it.
                HearOf(granted.Epoch);
                lease = lease.Granted(granted);
                LookAtLease();
                AskForWithheld();
            },
            granted => granted.Epoch >= epoch);
        // Meanwhile it may have been stopped again.
        Receive<LetGo>(letGo =>
        {
            if (stoppedForLease.GetValueOrDefault(letGo.ComputationId) == letGo.Stop)
                stoppedForLease.Remove(letGo.ComputationId);
        });
    }

    private void LookAtLease()
    {
        var now = clock.MonotonicMilliseconds;
        List<FencedComputation> fenced =
        [
            .. registrations.All.Where(each => isMember && IsFenced(each)).Select(each => new FencedComputation(each.ComputationId, [.. each.Roots.Select(root => root.HostPid)])),
            .. AboutToRun().Where(each => isMember).Select(each => new FencedComputation(each.ComputationId, [])),
        ];
        // An agent that is new has not heard of its programs yet, and what it has inherited is not to be forgotten.
        if (fenced.Count == 0 && !wasFenced)
            return;
        (lease, var stop) = lease.Look(fenced.Count > 0, now, settings.Lease.TotalMilliseconds);
        if (stop is { } isToStop)
        {
            log.Warning(isToStop ? "the lease has run out: what a coordinator may start elsewhere is stopped" : "the lease was renewed: what was stopped goes on");
            stoppedRoots.Clear();
            if (!isToStop)
                fenced.ForEach(computation => Hold(computation, false));
        }

        // Also what was restored here only now, and has not been granted anything yet.
        if (lease.IsStopped)
            fenced.Where(computation => !computation.RootHostPids.All(stoppedRoots.Contains)).ToList().ForEach(computation => Hold(computation, true));

        Done(fence.RenewAsync(fenced, TimeSpan.FromMilliseconds(Math.Max(0, (lease.EndMilliseconds ?? now) - now))), "the fence was not told how long the lease lasts");
        wasFenced = fenced.Count > 0;
    }

    /// <summary>An agent that dies when they have just begun to run, and before they were registered, must not leave them to nobody.</summary>
    private IEnumerable<Registration> AboutToRun() => parts.Values.Select(part => part.AboutToRun).OfType<Registration>()
        .Where(each => each.Policy.OnNodeLoss != OnNodeLoss.Wait && registrations.Find(each.ComputationId) is not { Roots.Length: > 0 });

    /// <summary>
    /// The parts for which a lease is wanted by the time when they are told to let run what they restore, and until that is registered. Of one computation only the latest may still be.
    /// </summary>
    private IEnumerable<KeyValuePair<AttemptKey, Part>> Restoring
        => parts.Where(pair => NeedsLease(pair.Key, pair.Value) && pair.Key.Epoch == epoch && !IsOvertaken(pair.Key));

    private bool NeedsLease(AttemptKey key, Part part)
        => isMember && key.Kind == RouteKind.Restart && part.Restoring is { } restoring && restoring.Policy.OnNodeLoss != OnNodeLoss.Wait;

    private bool IsOvertaken(AttemptKey key) => key.Serial < lastBegun.GetValueOrDefault(key.ComputationId);

    /// <summary>
    /// An order to run may have been on its way for so long that others have started anew what it would let run. So it begins no lease, but needs one, that counts from a report of ours;
    /// and one that came too early is not kept, but asked for again.
    /// </summary>
    /// <returns>False: not now.</returns>
    private bool LetRun(AttemptKey key, Part part)
    {
        var needsLease = NeedsLease(key, part);
        if (needsLease && (IsOvertaken(key) || !lease.MayBegin(clock.MonotonicMilliseconds)))
        {
            Withhold(key, part);
            return false;
        }

        parts[key] = part with { AboutToRun = part.Restoring, WithheldAtMilliseconds = null };
        if (needsLease)
            lease = lease.Begun();
        LookAtLease();
        return true;
    }

    private void Withhold(AttemptKey key, Part part)
    {
        var now = clock.MonotonicMilliseconds;
        if (part.WithheldAtMilliseconds is null)
            log.Warning("{0} is not let run before a coordinator with the majority has answered this node", key);
        parts[key] = part = part with { WithheldAtMilliseconds = part.WithheldAtMilliseconds ?? now };
        // A coordinator that is new waits so long before it answers whose lease has run out.
        if (now - part.WithheldAtMilliseconds >= (1.5 * settings.Lease.TotalMilliseconds) + settings.LeaseGrace.TotalMilliseconds)
        {
            var refusal = Broken(key, $"node {settings.NodeName} may not let it run: no coordinator that hears the majority of the nodes has answered it");
            parts[key] = part with { Restoring = null };
            Sender.Tell(refusal);
            part.Actor.Forward(new UndoOrder { Key = key, Failure = refusal.Failure });
            return;
        }

        // The step before, once more: who waits for a lease does not wait in silence.
        part.Actor.Forward(new StepOrder { Key = key, Step = Step.RebuildThreads });
        Report();
    }

    private void AskForWithheld()
    {
        if (!lease.MayBegin(clock.MonotonicMilliseconds))
            return;
        foreach (var (key, part) in Restoring.Where(pair => pair.Value.WithheldAtMilliseconds is not null))
            part.Coordinator.Tell(new OrderAwaited { Key = key, Node = settings.NodeName });
    }

    private bool IsFenced(Registration registration)
        => registration.Policy.OnNodeLoss != OnNodeLoss.Wait && !held.Contains(registration.ComputationId)
            && (registration.Roots.Length > 0 || registrations.Orphaned.Contains(registration.ComputationId));

    /// <summary>
    /// What was stopped for want of a lease would be stopped in the image as well, and after every restart from it; and who has no lease may have been replaced by others, whose images these are.
    /// </summary>
    private void OnBeginCut(BeginCut begin)
    {
        var isFenced = isMember && begin.Key.Kind != RouteKind.Kill && registrations.Find(begin.Key.ComputationId) is { } registration && IsFenced(registration);
        var before = isFenced ? fence.Stops : null;
        if (before is null || parts.ContainsKey(begin.Key) || !(IsLeaseOver || stoppedForLease.ContainsKey(begin.Key.ComputationId) || before.Held.Contains(begin.Key.ComputationId)))
            OnBegin(begin, Props.Create(() => new NodeCut(begin, fence, before, host, stores, clock, machine, settings)));
        else
            Sender.Tell(new StepBroke { Key = begin.Key, Node = settings.NodeName, Failure = NodeCut.StoppedByLease(settings.NodeName, begin.Name) });
    }

    private void Hold(FencedComputation computation, bool hold)
    {
        if (hold)
        {
            stoppedRoots.UnionWith(computation.RootHostPids);
            stoppedForLease[computation.Id] = ++stops;
            foreach (var (_, part) in parts.Where(pair => pair.Key.ComputationId == computation.Id && pair.Key.Kind != RouteKind.Restart))
                part.Actor.Tell(new StoppedForLease());
        }

        Hold(computation.RootHostPids, computation.Id, hold);
    }

    private void Hold(HoldRoots order)
    {
        if (order.Hold)
            held.Add(order.ComputationId);
        else
            held.Remove(order.ComputationId);
        Hold(RootsOf(order.ComputationId), order.ComputationId, order.Hold);
    }

    private void Hold(IReadOnlyList<int> rootHostPids, string computationId, bool hold)
    {
        var done = host.HoldAsync(rootHostPids, computationId, hold);
        Done(done, $"processes of {computationId} were not stopped or let go");
        if (hold)
            return;
        // Whoever orders it: what was held by the coordinator when its lease was renewed is let go only by the coordinator.
        var letGo = new LetGo(computationId, stoppedForLease.GetValueOrDefault(computationId));
        done.PipeTo(Self, success: () => letGo, failure: _ => letGo);
    }

    /// <summary>Whether or not it could be done: it is not tried again.</summary>
    private sealed record LetGo(string ComputationId, long Stop) : INoSerializationVerificationNeeded;
}
