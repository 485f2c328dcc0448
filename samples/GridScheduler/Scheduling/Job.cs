namespace Entracte.GridScheduler.Scheduling;

/// <summary>A job and how far it is.</summary>
/// <param name="Serial">The order of submission.</param>
internal sealed record Job(JobOrder Order, long Serial)
{
    public JobPhase Phase { get; init; } = JobPhase.Queued;

    /// <summary>Where it starts, runs or is being stopped; otherwise where it was last. Empty: nowhere yet.</summary>
    public string Node { get; init; } = "";

    /// <summary>Counts its starts. What is heard of an earlier one is about a life that is over.</summary>
    public int Attempt { get; init; }

    /// <summary>Its last image as far as we were told; 0: none.</summary>
    public int Generation { get; init; }

    /// <summary>Starts that failed and ends without a status, since it has last run to an image.</summary>
    public int Failures { get; init; }

    public int? ExitStatus { get; init; }

    /// <summary>Somebody has cancelled it.</summary>
    public bool IsUnwanted { get; init; }

    /// <summary>A checkpoint was refused where it runs now: it keeps its room until it ends.</summary>
    public bool IsUnparkable { get; init; }

    /// <summary>The last thing that went wrong, for people.</summary>
    public string Note { get; init; } = "";

    public string Name => Order.Name;

    /// <summary>It takes slots of its node.</summary>
    public bool IsPlaced => Phase is JobPhase.Starting or JobPhase.Running or JobPhase.Parking or JobPhase.Ending;

    public bool IsOver => Phase is JobPhase.Done or JobPhase.Failed or JobPhase.Cancelled;
}
