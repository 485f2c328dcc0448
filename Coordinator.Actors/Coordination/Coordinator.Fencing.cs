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
        lookedAfter.UnionWith(report.Registrations.Where(each => !each.Policy.Equals(RecoveryPolicy.Nothing)).Select(each => each.ComputationId));
        if (lookedAfter.Count > 0 || awaitingQuorum.Count > 0)
            agent.Tell(new ReportHeard { Epoch = epoch, StampMilliseconds = clock.MonotonicMilliseconds });
    }

    private void Grant(NodeReport report, IActorRef agent)
    {
        var fenced = report.Registrations.Where(each => each.Policy.OnNodeLoss != OnNodeLoss.Wait && each.Roots.Length > 0).ToList();
        // What has been stopped may have been started elsewhere. Its own life must be the one that lives, and who has another one must have had the time to say so.
        var mayBeReplaced = report.IsLeaseOver && (clock.MonotonicMilliseconds < LeasesOverAtMilliseconds || fenced.Any(each => statuses.GetValueOrDefault(each.ComputationId)?.Life > each.Life));
        if (fenced.Count > 0 && !mayBeReplaced && HasQuorum)
            agent.Tell(new LeaseGranted { Epoch = epoch, SentAtMilliseconds = report.SentAtMilliseconds, LeaseMilliseconds = settings.Lease.TotalMilliseconds });
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
