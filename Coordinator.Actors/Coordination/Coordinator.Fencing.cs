using Akka.Actor;
using Entracte.Coordinator.Fencing;
using Entracte.Coordinator.Nodes;
using Entracte.Coordinator.Rollbacks;

namespace Entracte.Coordinator.Coordination;

/// <summary>
/// Leases for the nodes that are heard, and the time when those of the others have run out. Only the side with the majority grants any, and only it starts anything anew. A coordinator that is new
/// cannot know what its predecessor has granted: that one went on for half a lease after the others had left it, so this one waits for one and a half, from its own beginning.
/// </summary>
internal sealed partial class Coordinator
{
    private readonly double beganAtMilliseconds;
    private readonly Dictionary<FindNodes, IActorRef> awaitingQuorum = [];

    /// <summary>The computations for which something may be started anew: as long as there are any, it has to be known who is there.</summary>
    private readonly HashSet<string> lookedAfter = [];

    private bool HasQuorum
    {
        get
        {
            var oldest = clock.MonotonicMilliseconds - (settings.Lease.TotalMilliseconds / 2);
            return Quorum.Has(Context.System, nodes.Values.Where(node => node.ProvenAtMilliseconds >= oldest).Select(node => node.Agent.Path.Address));
        }
    }

    /// <summary>From then on nobody runs by a lease of an earlier coordinator.</summary>
    private double LeasesOverAtMilliseconds => beganAtMilliseconds + (1.5 * settings.Lease.TotalMilliseconds) + settings.LeaseGrace.TotalMilliseconds;

    private double LeaseOverAtMilliseconds(KnownNode lostOne) => lostOne.HeardAtMilliseconds + settings.Lease.TotalMilliseconds + settings.LeaseGrace.TotalMilliseconds;

    private void Stamp(NodeReport report, IActorRef agent)
    {
        var isFirst = lookedAfter.Count == 0;
        lookedAfter.UnionWith(report.Registrations.Concat(report.Restoring).Where(each => !each.Policy.Equals(RecoveryPolicy.Nothing)).Select(each => each.ComputationId));
        var isLookedAfter = lookedAfter.Count > 0;
        if (!isLookedAfter && awaitingQuorum.Count == 0)
            return;
        var stamp = new ReportHeard { Epoch = epoch, StampMilliseconds = clock.MonotonicMilliseconds };
        // What begins with a restart needs its lease before it runs, and not when all others have happened to report twice.
        foreach (var each in isFirst && isLookedAfter ? nodes.Values.Select(node => node.Agent) : [agent])
            each.Tell(stamp);
    }

    private void Grant(NodeReport report, IActorRef agent)
    {
        var fenced = report.Registrations.Where(each => each.Policy.OnNodeLoss != OnNodeLoss.Wait && each.Roots.Length > 0).ToList();
        // What a predecessor has had restored is put back when the node hears of us.
        var restoring = report.Epoch == epoch ? report.Restoring : [];
        // A node that was given up, and is back before it has heard of that.
        if (restoring.Any(each => statuses.GetValueOrDefault(each.ComputationId)?.Life > each.Life))
            return;
        // What has been stopped may have been started elsewhere. Its own life must be the one that lives, and who has another one must have had the time to say so.
        var mayBeReplaced = report.IsLeaseOver && (clock.MonotonicMilliseconds < LeasesOverAtMilliseconds || fenced.Any(each => statuses.GetValueOrDefault(each.ComputationId)?.Life > each.Life));
        if ((fenced.Count == 0 && restoring.Length == 0) || mayBeReplaced)
            return;
        // What goes back by itself does so only with the majority; on the smaller side it is a person who says that the other one is gone.
        var (hasQuorum, isOnOrder) = (HasQuorum, restoring.Length > 0 && !restoring.Any(each => goingBack.ContainsKey(each.ComputationId)));
        if (hasQuorum || isOnOrder)
            agent.Tell(new LeaseGranted { Epoch = epoch, SentAtMilliseconds = report.SentAtMilliseconds, LeaseMilliseconds = settings.Lease.TotalMilliseconds, IsForRestored = !hasQuorum });
    }

    /// <summary>Without the majority nobody is told anything: those who have it go on.</summary>
    private void OnFindNodes(FindNodes asked)
    {
        if (HasQuorum)
            Answer(asked, Sender);
        else
            awaitingQuorum[asked] = Sender;
    }

    private void AnswerWithQuorum()
    {
        if (awaitingQuorum.Count == 0 || !HasQuorum)
            return;
        foreach (var (asked, asker) in awaitingQuorum)
            Answer(asked, asker);
        awaitingQuorum.Clear();
    }

    private void Answer(FindNodes asked, IActorRef asker)
    {
        var lostOver = lost.Values.Select(LeaseOverAtMilliseconds).Append(LeasesOverAtMilliseconds).Max();
        asker.Tell(new NodesFound(asked.RollbackId, nodes.ToDictionary(node => node.Key, node => node.Value.Agent), lostOver));
    }
}
