namespace Entracte.Coordinator.Computations;

/// <summary>What a computation hears of.</summary>
internal abstract record ComputationEvent
{
    private ComputationEvent()
    {
    }

    public sealed record CheckpointAsked(bool Kill) : ComputationEvent;

    public sealed record IntervalPassed : ComputationEvent;

    public sealed record RestartAsked : ComputationEvent;

    public sealed record KillAsked : ComputationEvent;

    public sealed record MigrationAsked : ComputationEvent;

    public sealed record AttemptSucceeded : ComputationEvent;

    public sealed record AttemptFailed : ComputationEvent;

    /// <summary>A node says that a root runs there.</summary>
    public sealed record RootsPresent : ComputationEvent;

    /// <summary>No node has a root of it any more.</summary>
    public sealed record RootsGone : ComputationEvent;
}
