namespace Entracte.Coordinator.Attempts;

/// <summary>How long each step may take before its barrier is given up.</summary>
internal static class StepTimes
{
    /// <param name="bytes">Memory of all that takes part, where it is known.</param>
    public static TimeSpan Of(Step step, long bytes, EntracteSettings settings) => step switch
    {
        Step.Drain or Step.Refill or Step.RefillQueues => settings.DrainTimeout,
        Step.Invite => settings.HuskTimeout,
        Step.Write or Step.Complete or Step.Verify or Step.Commit or Step.RebuildMemory
            => settings.StepTimeout + TimeSpan.FromSeconds((double)bytes / settings.SlowestBytesPerSecond),
        _ => settings.StepTimeout,
    };
}
