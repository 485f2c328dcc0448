namespace Entracte.Coordinator.Computations;

internal static class ComputationPhases
{
    /// <summary>An attempt is under way, and other requests wait for its end.</summary>
    public static bool IsBusy(this ComputationPhase phase)
        => phase is ComputationPhase.Checkpointing or ComputationPhase.Restarting or ComputationPhase.Ending or ComputationPhase.Migrating;
}
