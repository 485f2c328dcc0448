namespace Entracte.Coordinator.Rollbacks;

/// <summary>
/// What is done when a program has crashed or a node was lost. Pure and total; the first row that fits counts.
/// <code>
/// cause   phase                    policy           image     room  fenced | outcome
/// any     Checkpointing,           wants something  any       any   any    | AwaitAttempt: it is aborted, or committed, and then it is looked at again
///         Restarting, Ending,
///         Migrating
/// crash   Running, Ended           not wanted       any       any   any    | Nothing
/// crash   Running, Ended           no try left      any       any   any    | Nothing: it stays ended
/// crash   Running, Ended           tries left       Unknown   any   any    | LookForImage
/// crash   Running, Ended           tries left       None,     any   any    | Nothing: it stays ended
///                                                   PartLost
/// crash   Running, Ended           tries left       Whole     no    any    | Nothing: it stays ended
/// crash   Running, Ended           tries left       Whole     yes   no     | AwaitFence
/// crash   Running, Ended           tries left       Whole     yes   yes    | RollBack
/// lost    any                      Wait             any       any   any    | Nothing
/// lost    Running, Ended           Fail, Suspend    any       any   any    | AwaitMajority, where that is not known: what the other side owns is not ended or stopped here
/// lost    Running, Ended           Fail             any       any   any    | Fail
/// lost    Running, Ended           Suspend          any       any   any    | Suspend
/// lost    Running, Ended           Restart          Unknown   any   any    | LookForImage
/// lost    Running, Ended           Restart          None,     any   any    | Suspend: the node may come back
///                                                   PartLost
/// lost    Running, Ended           Restart          Whole     no    any    | Suspend: another node may come
/// lost    Running, Ended           Restart          Whole     yes   no     | AwaitFence
/// lost    Running, Ended           Restart          Whole     yes   yes    | RollBack
/// </code>
/// Who looks for the image asks for the nodes that are there, and is answered only with the majority as well.
/// A computation whose only node was lost is Ended as far as anybody can see. What a kill has ended has neither crashed nor been lost; that is not asked here.
/// </summary>
internal static class RollbackTable
{
    public static RollbackOutcome Decide(RollbackSituation situation) => situation switch
    {
        { Cause: RollbackCause.NodeLost, Wish: OnNodeLoss.Wait } => RollbackOutcome.Nothing,
        { Cause: RollbackCause.ProgramCrashed, IsWanted: false } => RollbackOutcome.Nothing,
        { Phase: ComputationPhase.Checkpointing or ComputationPhase.Restarting or ComputationPhase.Ending or ComputationPhase.Migrating } => RollbackOutcome.AwaitAttempt,
        { Cause: RollbackCause.NodeLost, Wish: OnNodeLoss.Fail or OnNodeLoss.Suspend, HasMajority: false } => RollbackOutcome.AwaitMajority,
        { Cause: RollbackCause.NodeLost, Wish: OnNodeLoss.Fail } => RollbackOutcome.Fail,
        { Cause: RollbackCause.NodeLost, Wish: OnNodeLoss.Suspend } => RollbackOutcome.Suspend,
        { Cause: RollbackCause.ProgramCrashed, HasTriesLeft: false } => RollbackOutcome.Nothing,
        { Image: RollbackImage.Unknown } => RollbackOutcome.LookForImage,
        { Image: RollbackImage.None or RollbackImage.PartLost } or { HasRoom: false }
            => situation.Cause == RollbackCause.NodeLost ? RollbackOutcome.Suspend : RollbackOutcome.Nothing,
        { IsFenced: false } => RollbackOutcome.AwaitFence,
        _ => RollbackOutcome.RollBack,
    };
}
