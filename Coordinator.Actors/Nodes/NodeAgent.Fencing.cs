using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
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
    });

    private void ReceiveLeases()
    {
        Receive<ReportHeard>(stamp => heard = stamp, stamp => stamp.Epoch >= epoch);
        Receive<LeaseGranted>(
            granted =>
            {
                lease = lease.Granted(granted);
                LookAtLease();
            },
            granted => granted.Epoch >= epoch);
    }

    private void LookAtLease()
    {
        var now = clock.MonotonicMilliseconds;
        FencedComputation[] fenced =
        [
            .. registrations.All.Where(each => isMember && each.Policy.OnNodeLoss != OnNodeLoss.Wait && each.Roots.Length > 0 && !held.Contains(each.ComputationId))
                .Select(each => new FencedComputation(each.ComputationId, [.. each.Roots.Select(root => root.HostPid)])),
        ];
        // An agent that is new has not heard of its programs yet, and what it has inherited is not to be forgotten.
        if (fenced.Length == 0 && !wasFenced)
            return;
        (lease, var stop) = lease.Look(fenced.Length > 0, now, settings.Lease.TotalMilliseconds);
        if (stop is { } isToStop)
        {
            log.Warning(isToStop ? "the lease has run out: what a coordinator may start elsewhere is stopped" : "the lease was renewed: what was stopped goes on");
            foreach (var computation in fenced)
                Done(host.HoldAsync(computation.RootHostPids, computation.Id, isToStop), $"processes of {computation.Id} were not stopped or let go");
        }

        Done(fence.RenewAsync(fenced, TimeSpan.FromMilliseconds(Math.Max(0, (lease.EndMilliseconds ?? now) - now))), "the fence was not told how long the lease lasts");
        wasFenced = fenced.Length > 0;
    }

    private void Hold(HoldRoots order)
    {
        if (order.Hold)
            held.Add(order.ComputationId);
        else
            held.Remove(order.ComputationId);
        Done(host.HoldAsync(RootsOf(order.ComputationId), order.ComputationId, order.Hold), $"processes of {order.ComputationId} were not stopped or let go");
    }
}
