using Entracte.GridScheduler.Scheduling;

namespace Entracte.GridScheduler.Showing;

/// <summary>Where a job is, in words.</summary>
internal static class JobText
{
    public static string Of(Job job) => job.Phase switch
    {
        JobPhase.Queued when job.Attempt > 0 => "waits to be resumed",
        JobPhase.Queued => "queued",
        JobPhase.Starting => $"starts on {job.Node}",
        JobPhase.Running => $"runs on {job.Node}",
        JobPhase.Parking => $"makes room on {job.Node}",
        JobPhase.Ending => $"is ended on {job.Node}",
        JobPhase.Done => $"ended on {job.Node} with status {job.ExitStatus}",
        JobPhase.Failed => "failed",
        _ => "cancelled",
    };
}
