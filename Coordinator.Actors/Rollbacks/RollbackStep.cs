namespace Entracte.Coordinator.Rollbacks;

/// <summary>Where a rollback is.</summary>
internal enum RollbackStep
{
    /// <summary>The attempt under way ends first.</summary>
    AwaitingAttempt,
    FindingNodes,
    FindingImage,
    AwaitingFence,

    /// <summary>What is left is being ended.</summary>
    Ending,
    Restarting,
}
