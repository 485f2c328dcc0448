namespace Entracte.Coordinator.Attempts;

/// <summary>The name of the barrier at the end of each step.</summary>
internal static class Steps
{
    /// <summary>Everybody that takes part in an attempt that is given up is as it was before it.</summary>
    public const string AllUndone = "all-undone";

    /// <summary>Every node finds out for itself whether it can do its part, and changes nothing that others would have to wait for.</summary>
    public static bool IsLook(Step step) => step is Step.Suspend or Step.TakeInventory or Step.Verify;

    public static string Barrier(Step step) => step switch
    {
        Step.Suspend => "all-suspended",
        Step.TakeInventory => "all-inventoried",
        Step.Drain => "all-drained",
        Step.Write => "all-written",
        Step.Refill => "all-refilled",
        Step.Resume => "all-resumed",
        Step.Complete => "all-durable",
        Step.Commit => "all-committed",
        Step.Kill => "all-killed",
        Step.Verify => "all-verified",
        Step.Invite => "all-invited",
        Step.CreateProcesses => "all-created",
        Step.OpenDescriptors => "all-opened",
        Step.Connect => "all-connected",
        Step.RefillQueues => "all-queues-refilled",
        Step.RebuildMemory => "all-rebuilt",
        Step.RebuildThreads => "all-restored",
        Step.Run => "all-running",
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "no such step"),
    };
}
