namespace Entracte.Coordinator.Computations;

/// <param name="AttemptKills">The attempt under way ends the computation when it succeeds.</param>
internal sealed record ComputationState(ComputationPhase Phase, bool AttemptKills = false)
{
    public static ComputationState Running { get; } = new(ComputationPhase.Running);

    public static ComputationState Ended { get; } = new(ComputationPhase.Ended);
}
