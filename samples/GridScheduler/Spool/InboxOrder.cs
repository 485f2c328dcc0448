using Entracte.GridScheduler.Scheduling;

namespace Entracte.GridScheduler.Spool;

/// <summary>What somebody wants of the scheduler: one of the two.</summary>
internal sealed record InboxOrder
{
    public JobOrder? Submit { get; init; }

    /// <summary>The name of a job.</summary>
    public string? Cancel { get; init; }
}
