using System.Collections.Immutable;

namespace Entracte.GridScheduler.Scheduling;

/// <summary>
/// Who runs where, and who has to make room. Pure and total. An event changes one job first (or the nodes), then <see cref="Assignment"/> looks whether anybody can start.
/// <code>
///              | Queued     Starting           Running         Parking         Ending       over
/// CancelAsked  | Cancelled  Running, then...   Ending, kill    as it ends      nothing      refuse
/// NodeLost     | nothing    Queued             Queued          Queued          Cancelled    nothing
/// Started      | stale      Running            stale           stale           stale        stale
/// StartFailed  | stale      Queued, or Failed  stale           stale           stale        stale
/// Parked       | stale      stale              stale           Queued          stale        stale
/// ParkFailed   | stale      stale              stale           Running         stale        stale
/// Saved        | nothing    nothing            new image       nothing         nothing      nothing
/// Ended        | stale      Done               Done            Done            Done         stale
/// Vanished     | stale      stale              Queued/Failed   stale           Cancelled    stale
/// Killed       | stale      stale              stale           stale           Cancelled    stale
/// KillFailed   | stale      stale              stale           stale           Running      stale
/// </code>
/// Whoever is queued or runs, and is not wanted any more, is cancelled or killed.
/// </summary>
internal static class Scheduler
{
    /// <summary>So often a job is tried again before it has failed.</summary>
    public const int FailuresMax = 3;

    public static GridDecision Decide(GridState state, GridEvent happened) => happened switch
    {
        GridEvent.Submitted submitted => Submit(state, submitted.Order),
        GridEvent.CancelAsked cancel => Cancel(state, cancel.Name),
        GridEvent.NodesFound found => Assignment.Settle(state with { Nodes = found.Slots }),
        GridEvent.NodeLost lost => Lose(state, lost.Node),
        GridEvent.OfJob ofJob when state.Jobs.TryGetValue(ofJob.Name, out var job) && job.Attempt == ofJob.Attempt && After(job, ofJob) is { } changed
            => Assignment.Settle(state.With(changed)),
        _ => new GridDecision(state, []),
    };

    private static GridDecision Submit(GridState state, JobOrder order)
    {
        var refusal = state.Jobs.ContainsKey(order.Name) ? $"there has been a job {order.Name} already; choose another name"
            : order.Slots < 1 ? $"{order.Name}: a job takes at least one slot"
            : order.Command.Count == 0 ? $"{order.Name}: there is no command"
            : null;
        return refusal is null
            ? Assignment.Settle(state.With(new Job(order, state.Jobs.Values.Select(job => job.Serial).DefaultIfEmpty().Max() + 1)))
            : new GridDecision(state, [], refusal);
    }

    private static GridDecision Cancel(GridState state, string name) => state.Jobs.TryGetValue(name, out var job) && !job.IsOver
        ? Assignment.Settle(state.With(job with { IsUnwanted = true }))
        : new GridDecision(state, [], $"no job {name} is queued or running");

    private static GridDecision Lose(GridState state, string node)
    {
        var lost = state.Jobs.Values.Where(job => job.IsPlaced && job.Node == node)
            .Select(job => Back(job) with { Note = $"{node} was lost", Phase = job.Phase == JobPhase.Ending ? JobPhase.Cancelled : JobPhase.Queued });
        return Assignment.Settle(lost.Aggregate(state with { Nodes = state.Nodes.Remove(node) }, (all, job) => all.With(job)));
    }

    /// <summary>Null: it says nothing about where the job is now.</summary>
    private static Job? After(Job job, GridEvent.OfJob happened) => (job.Phase, happened) switch
    {
        (JobPhase.Starting, GridEvent.Started) => job with { Phase = JobPhase.Running, Note = "" },
        (JobPhase.Starting, GridEvent.StartFailed failed) => Failed(job, failed.Reason),
        (JobPhase.Parking, GridEvent.Parked parked) => Back(job) with { Generation = parked.Generation, Failures = 0, Note = "made room" },
        (JobPhase.Parking, GridEvent.ParkFailed failed) => job with { Phase = JobPhase.Running, IsUnparkable = failed.IsFinal, Note = failed.Reason },
        (JobPhase.Running, GridEvent.Saved saved) => job with { Generation = saved.Generation, Failures = 0 },
        ({ } phase, GridEvent.Ended ended) when job.IsPlaced => job with { Phase = JobPhase.Done, ExitStatus = ended.ExitStatus, Note = "" },
        (JobPhase.Running, GridEvent.Vanished) => Failed(job, $"vanished from {job.Node}"),
        (JobPhase.Ending, GridEvent.Vanished or GridEvent.Killed) => job with { Phase = JobPhase.Cancelled },
        (JobPhase.Ending, GridEvent.KillFailed failed) => job with { Phase = JobPhase.Running, Note = failed.Reason },
        _ => null,
    };

    private static Job Failed(Job job, string reason)
    {
        var failures = job.Failures + 1;
        return failures < FailuresMax
            ? Back(job) with { Failures = failures, Note = reason }
            : job with { Phase = JobPhase.Failed, Failures = failures, Note = reason };
    }

    private static Job Back(Job job) => job with { Phase = JobPhase.Queued, IsUnparkable = false };
}
