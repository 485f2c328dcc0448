namespace Entracte.Coordinator.Rollbacks;

/// <summary>All that the decision depends on.</summary>
/// <param name="Cause">What has happened.</param>
/// <param name="Phase">What is being done to the computation.</param>
/// <param name="Wish">Of the policy, after the loss of a node.</param>
/// <param name="IsWanted">Of the policy: rollbacks after a crash.</param>
/// <param name="HasTriesLeft">After a crash: it has not been rolled back as often as was allowed.</param>
/// <param name="Image">What there is to go back to.</param>
/// <param name="HasRoom">There are nodes for all parts of it; of no meaning before the image is known.</param>
/// <param name="HasMajority">The coordinator has said so since this was begun; whoever looks for the image learns it as well.</param>
/// <param name="IsFenced">Nothing of it that is out of reach can still run.</param>
internal sealed record RollbackSituation(
    RollbackCause Cause, ComputationPhase Phase, OnNodeLoss Wish, bool IsWanted, bool HasTriesLeft, RollbackImage Image, bool HasRoom, bool HasMajority, bool IsFenced);
